import { resolve } from 'node:path';
import { bytesText } from '../bytes.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { duration } from '../progress.ts';
import { textTable } from '../text-table.ts';

export interface Options {
  readonly out: string;
  readonly json?: boolean;
}

/** `infoplane status [RUN]`: the stages of a run, what is done and what is left. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const { findRun, readRun } = await import('../../../runner/schedule/read-run.ts');
  const status = await readRun(await findRun(io.cwd, resolve(io.cwd, options.out), args[0]));
  if (options.json) {
    io.out(`${JSON.stringify(status, null, 2)}\n`);
    return exitCodes.done;
  }
  const open = ['waiting', 'running', 'interrupted'];
  const left = status.stages.filter((stage) => open.includes(stage.state)).length;
  io.out(`${status.study} ${status.run}: ${status.state}${status.engine ? `, on ${status.engine}` : ''}\n`);
  const rows = status.stages.map((stage) => [
    stage.stage,
    stage.state,
    stage.updates === null ? '' : `${stage.iteration} of ${stage.updates}`,
    stage.seconds === null ? '' : duration(stage.seconds),
    open.includes(stage.state) && stage.saved !== null ? `iteration ${stage.saved}` : '',
  ]);
  if (rows.length > 0) io.out(textTable([['training', 'state', 'iterations', 'time', 'saved at'], ...rows]));
  if (status.stages.length > 0)
    io.out(
      left === 0 ? 'nothing is left to do\n' : `${left} of ${status.stages.length} trainings are left\n`,
    );
  const { storeSize } = await import('../../../runner/store/collect-garbage.ts');
  const size = await storeSize(resolve(io.cwd, io.env.INFOPLANE_STORE || '.infoplane'));
  io.out(`store: ${size.results} results, ${bytesText(size.bytes)}\n`);
  if (status.state === 'interrupted') io.out('the same command goes on from there\n');
  return exitCodes.done;
}
