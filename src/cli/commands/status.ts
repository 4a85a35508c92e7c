import { join, relative, resolve } from 'node:path';
import type { RunStatus } from '../../../runner/run/read-run.ts';
import { bytesText } from '../../node/bytes-text.ts';
import { listed } from '../../node/listed.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { storeOf } from '../compile-file.ts';
import { duration } from '../progress.ts';
import { alteredText } from '../take-run-files.ts';
import { textTable } from '../text-table.ts';

export interface Options {
  readonly out: string;
  readonly json?: boolean;
}

/** `infoplane status [RUN]`: the stages of a run, what is done and what is left. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const { findRun, readRun } = await import('../../../runner/run/read-run.ts');
  const folder = await findRun(io.cwd, resolve(io.cwd, options.out), args[0], 'newest');
  const status = await readRun(folder);
  const { alteredFiles } = await import('../../../runner/run/altered-files.ts');
  const altered = await alteredFiles(folder);
  if (options.json) {
    io.out(`${JSON.stringify({ ...status, altered }, null, 2)}\n`);
    return exitCodes.done;
  }
  const what = status.stages.some(({ comparison }) => comparison) ? 'trainings and comparisons' : 'trainings';
  const open = ['waiting', 'running', 'interrupted'];
  const left = status.stages.filter((stage) => open.includes(stage.state)).length;
  io.out(`${status.study} ${status.run}: ${status.state}${status.engine ? `, on ${status.engine}` : ''}\n`);
  if (altered && altered.length > 0) io.out(`${alteredText(altered)}\n`);
  const rows = status.stages.map((stage) => [
    stage.stage,
    stage.state,
    stage.updates === null ? '' : `${stage.iteration} of ${stage.updates}`,
    stage.seconds === null ? '' : duration(stage.seconds),
    open.includes(stage.state) && stage.saved !== null ? `iteration ${stage.saved}` : '',
    estimatesText(stage.estimators),
  ]);
  const heading = ['training', 'state', 'iterations', 'time', 'saved at', 'estimators'];
  if (rows.length > 0) io.out(textTable([heading, ...rows]));
  if (status.stages.length > 0)
    io.out(left === 0 ? 'nothing is left to do\n' : `${left} of ${status.stages.length} ${what} are left\n`);
  const { storeSize } = await import('../../../runner/run/garbage/collect-garbage.ts');
  const size = await storeSize(storeOf(io));
  io.out(`store: ${size.results} results, ${bytesText(size.bytes)}\n`);
  if (status.workers.length > 0) showWorkers(status, io);
  const going = status.state === 'detached' || status.state === 'running';
  if (status.onCluster && going) io.out(`on the cluster: ${await queueOf(status.folder, io)}\n`);
  if (status.state === 'detached') io.out(left === 0 ? comeBack : 'the same command comes back to it\n');
  if (status.state === 'interrupted') io.out('the same command goes on from there\n');
  return exitCodes.done;
}

/** Which estimators are kept, read off kept captures, or made by the training; those of a stage of which nothing was kept are not listed. */
function estimatesText(estimators: RunStatus['stages'][number]['estimators']): string {
  const named = (what: 'kept' | 'captures' | 'training') =>
    listed((estimators ?? []).filter((one) => one[what] > 0).map((one) => one.estimator));
  const [kept, captures, training] = [named('kept'), named('captures'), named('training')];
  if (kept === '' && captures === '') return '';
  const parts = [
    ...(kept === '' ? [] : [`kept: ${kept}`]),
    ...(captures === '' ? [] : [`from captures: ${captures}`]),
    ...(training === '' ? [] : [`trained for: ${training}`]),
  ];
  return parts.join('; ');
}

/** Milliseconds that the cluster is given to say what it has of a run. */
const queueTime = 20_000;

const comeBack = 'all trainings are done: the same command makes the tables and the report\n';

/** The workers with their logs. */
function showWorkers(status: RunStatus, io: Io): void {
  const rows = status.workers.map(({ worker, host, state, message, log }) => [
    worker,
    host,
    state,
    message,
    relative(io.cwd, log),
  ]);
  io.out(textTable([['worker', 'on', 'state', '', 'log'], ...rows]));
}

/** What the cluster says of a run's workers. */
async function queueOf(folder: string, io: Io): Promise<string> {
  const { Submissions } = await import('../../../runner/workers/slurm/submissions.ts');
  const { slurmByCommands, slurmCommands } = await import('../../../runner/workers/slurm/slurm-client.ts');
  const slurm = slurmByCommands(slurmCommands(io.env, queueTime));
  const names = (await Submissions.listed(join(folder, 'workers'))).map(({ name }) => name);
  const tasks = names.length === 0 ? [] : await slurm.queue(names);
  if (!tasks) return 'it does not answer';
  if (tasks.length === 0) return 'nothing is queued or runs';
  const states = [...new Set(tasks.map(({ state }) => state))];
  return states
    .map((state) => `${tasks.filter((one) => one.state === state).length} ${state.toLowerCase()}`)
    .join(', ');
}
