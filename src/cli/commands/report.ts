import { join } from 'node:path';
import { RunError } from '../../node/run-error.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';

/** `report` has no options. */
export type Options = Readonly<Record<string, never>>;

/** `infoplane report RUN`: draws the report of a run again from its tables. */
export async function run(args: readonly string[], _options: Options, io: Io): Promise<number> {
  if (args.length !== 1) {
    throw new RunError('report draws one run at a time; two runs side by side are not in this version', {
      hint: 'infoplane report RUN, for each of them',
      exitCode: exitCodes.usage,
    });
  }
  const [{ readFinishedRun }, { makeReport }, { findRun }, { default: writeFileAtomic }] = await Promise.all([
    import('../../../runner/reporting/read-finished-run.ts'),
    import('../../../runner/reporting/make-report.ts'),
    import('../../../runner/schedule/read-run.ts'),
    import('write-file-atomic'),
  ]);
  const folder = await findRun(join(io.cwd, 'runs'), args[0]);
  const path = join(folder, 'report.html');
  const page = await makeReport(await readFinishedRun(folder));
  try {
    await writeFileAtomic(path, page);
  } catch (cause) {
    throw new RunError(`${path} cannot be written: ${(cause as Error).message}`, {
      hint: 'give write access to the folder of the run',
      cause,
    });
  }
  io.out(`${path}\n`);
  return exitCodes.done;
}
