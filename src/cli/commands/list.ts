import { resolve } from 'node:path';
import type { RunStatus } from '../../../runner/run/read-run.ts';
import { RunError } from '../../node/run-error.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { duration } from '../progress.ts';
import { textTable } from '../text-table.ts';

export interface Options {
  readonly out: string;
  readonly json?: boolean;
}

/** `infoplane list`: the runs, oldest first. */
export async function run(_args: readonly string[], options: Options, io: Io): Promise<number> {
  const { findRuns, readRun } = await import('../../../runner/run/read-run.ts');
  const runs: RunStatus[] = [];
  for (const folder of await findRuns(resolve(io.cwd, options.out))) {
    try {
      runs.push(await readRun(folder));
    } catch (cause) {
      if (!(cause instanceof RunError)) throw cause;
      io.err(`left out: ${cause.message}\n`);
    }
  }
  if (options.json) {
    io.out(`${JSON.stringify(runs, null, 2)}\n`);
    return exitCodes.done;
  }
  if (runs.length === 0) {
    io.err(`no runs in ${options.out}; \`infoplane run SPEC\` makes one\n`);
    return exitCodes.done;
  }
  const rows = runs.map((one) => [
    one.study,
    one.run,
    one.state,
    one.engine,
    String(one.stages.length),
    one.seconds === null ? '' : duration(one.seconds),
  ]);
  io.out(textTable([['study', 'run', 'state', 'engine', 'trainings', 'time'], ...rows]));
  return exitCodes.done;
}
