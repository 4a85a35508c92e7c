import { availableParallelism } from 'node:os';
import type { EngineReport } from '../../../runner/engines/examine.ts';
import { addressSpace } from '../../node/address-space.ts';
import { bytesText } from '../../node/bytes-text.ts';
import { RunError } from '../../node/run-error.ts';
import { type CommandRun, exitCodes } from '../command.ts';
import { textTable } from '../text-table.ts';

export interface Options {
  readonly json?: boolean;
}

/** Lists the engines, each proved by a small training; 4 when none works. */
export const run: CommandRun<Options> = async (_args, options, io) => {
  const { listEngines } = await import('../../../runner/engines/examine-apart.ts');
  const reports = await listEngines(io.env);
  const works = reports.some((report) => report.available);
  if (options.json) {
    io.out(`${JSON.stringify({ ok: works, engines: reports }, null, 2)}\n`);
    return works ? exitCodes.done : exitCodes.runFailed;
  }
  const rows = reports.map((report) => [
    report.name,
    report.available ? (report.software ? 'software' : 'works') : 'missing',
    report.device,
    report.version,
    report.selfTest?.maxDifference.toExponential(1) ?? '',
    report.millisecondsPerStep?.toFixed(1) ?? '',
  ]);
  io.out(textTable([['engine', '', 'device', 'version', 'largest error', 'ms a step'], ...rows]));
  for (const { available, name, reason, remedy } of reports) {
    if (!available) io.out(`\n${name}: ${reason}; ${remedy}.`);
  }
  if (reports.some(({ software }) => software)) {
    io.out(
      '\n\nsoftware: a GPU that is imitated on the CPU; good for tests, and never taken by `--engine auto`.',
    );
  }
  const choice = choiceOf(reports);
  const warning = await addressWarning();
  if (warning) io.err(`${warning}\n`);
  io.out(
    `\n\nA step is one update of LeNet-5 on 16 images. The error is that of a small training against float64.\n${choice}\n`,
  );
  return works ? exitCodes.done : exitCodes.runFailed;
};

/** What the limit on this process's addresses (`ulimit -v`) means for runs; null where it is none. */
async function addressWarning(): Promise<string | null> {
  const space = addressSpace();
  if (!space) return null;
  const [{ threadsWithin }, { kernelAddresses }] = await Promise.all([
    import('../../../runner/estimation/address-room.ts'),
    import('../../../runner/kernels/wasm/wasm-kernels.ts'),
  ]);
  const cores = availableParallelism();
  try {
    const threads = threadsWithin(space, cores, kernelAddresses());
    const limit = bytesText(space.limit);
    return threads === cores
      ? null
      : `addresses are limited to ${limit} (\`ulimit -v\`): ${threads} of ${cores} threads can estimate`;
  } catch (cause) {
    if (!(cause instanceof RunError)) throw cause;
    return `runs and reports cannot estimate here: ${cause.message}\n  ${cause.hint}`;
  }
}

function choiceOf(reports: readonly EngineReport[]): string {
  const working = reports.filter(({ available, software }) => available && !software);
  const onCpu = working.find(({ device }) => device === 'cpu');
  const onGpu = working.find(({ device }) => device !== 'cpu');
  if (onCpu && onGpu) {
    return `\`--engine auto\` takes the faster of ${onCpu.name} and ${onGpu.name} on a step of 128 images.`;
  }
  const chosen = onCpu ?? onGpu;
  return chosen ? `\`--engine auto\` takes ${chosen.name}.` : 'No engine works on this machine.';
}
