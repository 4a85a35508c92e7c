import { join, resolve } from 'node:path';
import type { FinishedRun } from '../../../runner/reporting/make-report.ts';
import { fileFailure } from '../../node/machine-failure.ts';
import { RunError } from '../../node/run-error.ts';
import { writeDurably } from '../../node/write-durably.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { kindsOfRun } from '../compile-run.ts';

export interface Options {
  readonly out: string;
  readonly allowPlugins?: boolean;
}

/**
 * `infoplane report RUN`: draws the report of a run again from its tables. `infoplane report A B`: two runs side by side,
 * as a page in the folder of the second.
 */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  if (args.length > 2) {
    throw new RunError('report draws one run, or two side by side', {
      hint: 'infoplane report RUN, or infoplane report A B',
      exitCode: exitCodes.usage,
    });
  }
  const { findRun } = await import('../../../runner/schedule/read-run.ts');
  const folders: string[] = [];
  const out = resolve(io.cwd, options.out);
  for (const name of args) folders.push(await findRun(io.cwd, out, name));
  const [first, second] = folders;
  const path = await drawing(folders, () =>
    second === undefined ? drawOne(first!, options, io) : drawBoth(first!, second, options, io),
  );
  io.out(`${path}\n`);
  return exitCodes.done;
}

/** What goes wrong beyond the checks of the files is most likely in them, since they drew a report once. */
async function drawing(folders: readonly string[], draw: () => Promise<string>): Promise<string> {
  try {
    return await draw();
  } catch (cause) {
    if (cause instanceof RunError) throw cause;
    throw new RunError(`${folders.join(' and ')} cannot be drawn: ${(cause as Error).message}`, {
      hint: 'run the study again, which reuses what is kept; if the files are as a run left them, please report this',
      cause,
    });
  }
}

async function drawOne(folder: string, options: Options, io: Io): Promise<string> {
  const { makeReport } = await import('../../../runner/reporting/make-report.ts');
  return write(join(folder, 'report.html'), await makeReport(await openRun(folder, options, io)));
}

async function drawBoth(first: string, second: string, options: Options, io: Io): Promise<string> {
  const { makeComparison } = await import('../../../runner/reporting/make-comparison.ts');
  const runs = { a: await openRun(first, options, io), b: await openRun(second, options, io) };
  const { fileName, page } = await makeComparison(first, second, runs);
  return write(join(second, fileName), page);
}

async function openRun(folder: string, options: Options, io: Io): Promise<FinishedRun> {
  const { readFinishedRun } = await import('../../../runner/reporting/read-finished-run.ts');
  return readFinishedRun(folder, (plan) => kindsOfRun(folder, plan, options, io));
}

async function write(path: string, page: string): Promise<string> {
  try {
    await writeDurably(path, [page]);
  } catch (cause) {
    throw fileFailure(cause, `${path} cannot be written`);
  }
  return path;
}
