import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RunError } from '../../src/node/run-error.ts';
import type { EstimateSource, RunState } from '../contract/run-events.ts';
import { isHere } from '../workers/leases/process-mark.ts';
import { workersFolder } from '../workers/work-order.ts';
import type { LoggedEvent } from '../workers/worker-events.ts';
import { readAllEvents } from './run-log.ts';

export interface StageStatus {
  readonly stage: string;
  /** Only of the comparisons of a stage, which trains nothing. */
  readonly comparison?: true;
  readonly state: 'waiting' | 'running' | 'done' | 'kept' | 'failed' | 'diverged' | 'interrupted';
  readonly iteration: number;
  /** Iteration that the same command goes on from; null when that is the beginning. */
  readonly saved: number | null;
  readonly updates: number | null;
  readonly seconds: number | null;
  /** Where the rows of its estimators come from; null as long as nobody has begun to work on it, and for a stage that was kept. */
  readonly estimators: readonly EstimateSource[] | null;
}

/** What a run's folder tells of it. A run whose process is gone without a last word is `interrupted`. */
export interface RunStatus {
  readonly study: string;
  readonly run: string;
  readonly folder: string;
  readonly state: RunState;
  readonly started: string;
  readonly engine: string;
  readonly seconds: number | null;
  readonly stages: readonly StageStatus[];
  /** Whether its workers are jobs of a cluster. */
  readonly onCluster: boolean;
  /** The processes that work for it, where those are not its own. */
  readonly workers: readonly WorkerStatus[];
}

export interface WorkerStatus {
  readonly worker: string;
  readonly host: string;
  readonly state: 'working' | 'left' | 'lost';
  /** Why it is gone; empty when it left by itself. */
  readonly message: string;
  /** File of what it said. */
  readonly log: string;
}

/** Folders of all runs below `out`, oldest first. */
export async function findRuns(out: string): Promise<string[]> {
  const folders: string[] = [];
  for (const study of await subfolders(out)) {
    for (const run of await subfolders(join(out, study))) folders.push(join(out, study, run));
  }
  return folders.sort((a, b) => compareNames(basename(a), basename(b)));
}

/** By date and time, then by the number of the run in its second. */
function compareNames(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The run of a study that began last; null without one. Names that are no times, such as those of copies, come before the others. */
async function begunLast(study: string): Promise<string | null> {
  const names = await subfolders(study);
  const runs: string[] = [];
  for (const name of names.sort(compareNames)) if (await isRun(join(study, name))) runs.push(name);
  const last = runs.findLast((name) => /^\d{8}-\d{6}/.test(name)) ?? runs.at(-1);
  return last === undefined ? null : join(study, last);
}

/** The run that began last, of all studies. */
async function newestRun(out: string): Promise<string | null> {
  const newest = await Promise.all((await subfolders(out)).map((study) => begunLast(join(out, study))));
  const found = newest.filter((folder) => folder !== null);
  return found.sort((a, b) => compareNames(basename(a), basename(b))).at(-1) ?? null;
}

/**
 * Finds the folder that a user means by `name`: a folder, a run as `list` prints it (its name, or `<study>/<run>`), or a
 * study, of which the last complete run is taken, or the one that began last. Without a name, the run that began last.
 * @param cwd what a folder's name is relative to
 * @param of a study, which run: `latest`, the last complete one (as long as none is, the one that began last), or `newest`, the one that began last
 * @throws RunError when there is none, or runs of several studies have the name
 */
export async function findRun(
  cwd: string,
  out: string,
  name: string | undefined,
  of: 'latest' | 'newest' = 'latest',
): Promise<string> {
  if (name === undefined) {
    const newest = await newestRun(out);
    if (newest) return newest;
    throw new RunError(`there are no runs in ${out}`, { hint: 'infoplane run SPEC makes one', exitCode: 2 });
  }
  for (const folder of [resolve(cwd, name), join(out, name)]) if (await isRun(folder)) return folder;
  const study = join(out, name);
  const newest = await begunLast(study);
  if (newest !== null) {
    const latest = join(study, 'latest');
    return of === 'latest' && (await isRun(latest)) ? latest : newest;
  }
  const named = (await findRuns(out)).filter((folder) => basename(folder) === name);
  if (named.length > 1) {
    const each = named.map((folder) => `\`${basename(dirname(folder))}/${name}\``);
    throw new RunError(`several studies have a run ${name}`, {
      hint: `name one: ${each.join(', ')}`,
      exitCode: 2,
    });
  }
  if (named[0] !== undefined) return named[0];
  const page = join(resolve(cwd, name), 'report.html');
  if (existsSync(page)) {
    throw new RunError(`${name} holds a page and not the plan that it was drawn from`, {
      hint: `look at ${page}, or run the study again`,
      exitCode: 2,
    });
  }
  throw new RunError(`${name} is not the folder of a run`, {
    hint: 'infoplane list shows the runs',
    exitCode: 2,
  });
}

/**
 * A run that ended before its first event counts as failed.
 * @throws RunError when the log cannot be read
 */
export async function readRun(folder: string): Promise<RunStatus> {
  const events = await readAllEvents(folder);
  const begun = events.find((event) => event.event === 'run-started');
  const ended = events.findLast((event) => event.event === 'run-finished');
  if (begun?.event !== 'run-started') {
    return {
      study: basename(dirname(folder)),
      run: basename(folder),
      folder,
      state: 'interrupted',
      started: '',
      engine: '',
      seconds: null,
      stages: [],
      onCluster: false,
      workers: [],
    };
  }
  const finished = ended?.event === 'run-finished' ? ended : null;
  const onCluster = (await workersFolder(folder).order())?.executor === 'slurm';
  const alone = onCluster ? 'detached' : 'interrupted';
  const state = finished?.state ?? (isHere(begun.process, begun.began) ? 'running' : alone);
  return {
    study: begun.study,
    run: basename(begun.folder),
    folder,
    state,
    started: begun.time,
    engine: begun.engine,
    seconds: finished?.seconds ?? null,
    stages: [
      ...begun.stages.map((stage) => stageStatus(stage, events)),
      ...(begun.comparisons ?? []).map((stage): StageStatus => {
        return { ...stageStatus(stage, events), comparison: true };
      }),
    ].map((stage) => (stage.state === 'running' && state === 'interrupted' ? { ...stage, state } : stage)),
    onCluster,
    workers: workersOf(folder, events),
  };
}

function workersOf(folder: string, events: readonly LoggedEvent[]): WorkerStatus[] {
  const workers = new Map<string, WorkerStatus>();
  for (const event of events) {
    if (event.event === 'worker-started') {
      const { worker, host } = event;
      const log = join(folder, 'workers', `${worker}.log`);
      workers.set(worker, { worker, host, state: 'working', message: '', log });
    }
    if (event.event !== 'worker-left' && event.event !== 'worker-lost') continue;
    const known = workers.get(event.worker);
    if (!known) continue;
    const gone =
      event.event === 'worker-left'
        ? { state: 'left' as const }
        : { state: 'lost' as const, message: event.message };
    workers.set(event.worker, { ...known, ...gone });
  }
  return [...workers.values()];
}

function stageStatus(stage: string, events: readonly LoggedEvent[]): StageStatus {
  let status: StageStatus = {
    stage,
    state: 'waiting',
    iteration: 0,
    saved: null,
    updates: null,
    seconds: null,
    estimators: null,
  };
  for (const event of events) {
    if (!('stage' in event) || event.stage !== stage) continue;
    if (event.event === 'stage-estimates')
      status = { ...status, state: 'running', estimators: event.estimators };
    if (event.event === 'stage-started') status = { ...status, state: 'running', updates: event.updates };
    if (event.event === 'stage-kept') status = { ...status, state: 'kept' };
    if (event.event === 'stage-failed') status = { ...status, state: 'failed' };
    if (event.event === 'stage-progress') status = { ...status, iteration: event.iteration };
    if (event.event === 'stage-saved') status = { ...status, saved: event.iteration };
    if (event.event === 'stage-resumed')
      status = { ...status, iteration: event.iteration, saved: event.iteration };
    if (event.event === 'stage-finished') {
      const { outcome, seconds } = event;
      const iteration =
        outcome.kind === 'complete' ? (outcome.stopped ?? status.updates ?? 0) : outcome.iteration;
      status = { ...status, state: outcome.kind === 'complete' ? 'done' : outcome.kind, iteration, seconds };
    }
  }
  return status;
}

async function isRun(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.includes('plan.json'),
    () => false,
  );
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
