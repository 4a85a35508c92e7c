import type { EngineReport } from '../../../runner/engines/choose.ts';
import { type CommandRun, exitCodes } from '../command.ts';
import { textTable } from '../text-table.ts';

export interface Options {
  readonly json?: boolean;
}

/** Lists the engines, each proved by a small training; 4 when none works. */
export const run: CommandRun<Options> = async (_args, options, io) => {
  const { listEngines } = await import('../../../runner/engines/choose.ts');
  const reports = await listEngines();
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
  io.out(
    `\n\nA step is one update of LeNet-5 on 16 images. The error is that of a small training against float64.\n${choice}\n`,
  );
  return works ? exitCodes.done : exitCodes.runFailed;
};

function choiceOf(reports: readonly EngineReport[]): string {
  const working = reports.filter(({ available, software }) => available && !software);
  const onCpu = working.find(({ name }) => name.endsWith('/cpu'));
  const onGpu = working.find(({ name }) => !name.endsWith('/cpu'));
  if (onCpu && onGpu) {
    return `\`--engine auto\` takes the faster of ${onCpu.name} and ${onGpu.name} on a step of 128 images.`;
  }
  const chosen = onCpu ?? onGpu;
  return chosen ? `\`--engine auto\` takes ${chosen.name}.` : 'No engine works on this machine.';
}
