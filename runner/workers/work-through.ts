import { RunError } from '../../src/node/run-error.ts';
import { leaseShard } from './leases/lease-record.ts';
import type { Acquisition, Lease } from './leases/leases.ts';

/** Something to be done once, whoever does it. */
export interface Task {
  readonly id: string;
  /** Tasks that must be done before. */
  readonly requires: readonly string[];
  /** Key of its result. May take long the first time, since data must be read for it. */
  readonly key: () => Promise<string>;
}

/** How a task ended that this worker had the lease of. */
export type TaskOutcome =
  | { readonly kind: 'done' }
  /** Stopped early; another worker may go on. */
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'failed'; readonly message: string };

export interface Work {
  readonly tasks: readonly Task[];
  /** Workers that begin together, and this one's place among them. */
  readonly crowd: number;
  readonly place: number;
  readonly acquire: (key: string) => Promise<Acquisition>;
  /** Whether a result is there. `sure`: looks again, whatever was known before. */
  readonly isDone: (key: string, sure: boolean, id: string) => Promise<boolean>;
  /** Does the task; the result is kept when it returns. What it throws ends the worker. */
  readonly perform: (task: Task, lease: Lease) => Promise<TaskOutcome>;
  /** A task that workers died with, one after the other, so often that no other one shall. Gives what is to be said of it. */
  readonly giveUp: (task: Task, lease: Lease) => Promise<string>;
  /** A task whose key cannot be had, or that waits for one that failed. */
  readonly cannot: (task: Task, cause: unknown) => void;
  /** Resolves after some milliseconds, earlier when the worker is to leave. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  /** Aborted when the worker is to leave. */
  readonly signal: AbortSignal;
  /** Milliseconds for which a worker waits when others have all that is left. */
  readonly patience: number;
  /** Asked when that is over: whether this worker stays all the same, in case that the others die. It leaves when not. */
  readonly standsBy: () => Promise<boolean>;
}

/** Workers of one run that die with a task, one after the other, before it counts as failed. */
const mostDeaths = 3;
/** First and longest wait between two looks at what others are doing, milliseconds, and what each worker of a crowd adds. */
const shortestWait = { alone: 100, each: 5 };
const longestWait = { alone: 10_000, each: 10 };
/** Times that the workers of a crowd look together at each folder of the store, before any of them looks a second time. */
const watchers = 4;

/** Why a worker is through: all is settled, others have what is left, or it was asked to leave. */
export type WorkEnd = 'settled' | 'others' | 'asked';

/** What a worker knows of its tasks. */
interface Known {
  readonly open: Map<string, Task>;
  readonly failed: Set<string>;
  /** The open tasks by the folder of the store that their results belong in, as far as that was needed. */
  readonly folders: Map<string, Set<Task>>;
  readonly folderOf: Map<Task, string>;
}

/**
 * Works through a list of tasks beside any number of other workers: acquires one that is ready, does it, and goes on until all
 * are done, failed, or (for longer than its patience) in the hands of others.
 *
 * Each begins with a share of its own, in the list's order. Then it looks for what is left in a part of the store that
 * it comes back to, and in as large a part anywhere. The more workers there are, the smaller is the part and the longer the
 * pauses: so a thousand of them do not all read the whole store, while each folder of it is watched by several.
 */
export async function workThrough(work: Work): Promise<WorkEnd> {
  const { tasks, random, sleep } = work;
  const open = new Map(tasks.map((task) => [task.id, task]));
  const known: Known = { open, failed: new Set(), folders: new Map(), folderOf: new Map() };
  let crowd = Math.max(work.crowd, 1);
  let waited = 0;
  let wait = shortestWait.alone + crowd * shortestWait.each;
  if (crowd > 1) await sleep(wait * random());
  for (let looks = 0; open.size > 0 && !work.signal.aborted; looks++) {
    if (looks === 1) await sortIntoFolders(work, known);
    const next = looks === 0 ? ownShare(work) : partToLookAt(work, known, crowd);
    if ((await attemptAll(next, work, known)) || looks === 0) {
      waited = 0;
      wait = shortestWait.alone + crowd * shortestWait.each;
      continue;
    }
    if (open.size === 0) break;
    if (waited >= work.patience && crowd > 0) {
      if (!(await work.standsBy())) return 'others';
      // alone it watches everything
      crowd = 0;
    }
    const pause = wait * (0.5 + random());
    await sleep(pause);
    waited += pause;
    wait = Math.min(wait * 1.5, longestWait.alone + crowd * longestWait.each);
  }
  return open.size === 0 ? 'settled' : 'asked';
}

/** Tries the tasks in turn. @returns whether one of them was worked on */
async function attemptAll(tasks: readonly Task[], work: Work, known: Known): Promise<boolean> {
  let worked = false;
  for (const task of tasks) {
    if (work.signal.aborted) break;
    if (!known.open.has(task.id)) continue;
    const state = await attempt(task, work, known);
    if (state === 'busy') continue;
    settle(task, known);
    if (state === 'failed') known.failed.add(task.id);
    if (state !== 'kept') worked = true;
  }
  return worked;
}

function settle(task: Task, { open, folders, folderOf }: Known): void {
  open.delete(task.id);
  const folder = folderOf.get(task);
  const tasks = folder === undefined ? undefined : folders.get(folder);
  if (tasks?.delete(task) && tasks.size === 0) folders.delete(folder!);
}

/** The tasks from this worker's place to the next one's. */
function ownShare({ tasks, place, crowd }: Work): readonly Task[] {
  const workers = Math.max(crowd, 1);
  const border = (n: number) => Math.floor((n * tasks.length) / workers);
  return tasks.slice(border(place % workers), border((place % workers) + 1));
}

async function sortIntoFolders(work: Work, known: Known): Promise<void> {
  const { open, folders, folderOf } = known;
  for (const task of [...open.values()]) {
    const key = await keyOf(task, work, known);
    if (key === null) continue;
    const folder = leaseShard(key);
    folderOf.set(task, folder);
    const tasks = folders.get(folder);
    if (tasks) tasks.add(task);
    else folders.set(folder, new Set([task]));
  }
}

/** Open tasks, those of one folder together: what a listing of it tells is used for all of them. */
function partToLookAt({ place, random }: Work, { folders }: Known, crowd: number): Task[] {
  const all = [...folders.keys()];
  const count = Math.ceil((watchers * all.length) / Math.max(crowd, 1));
  if (count >= all.length) return all.flatMap((folder) => [...folders.get(folder)!]);
  const starts = [(place * all.length) / crowd, random() * all.length].map(Math.floor);
  const chosen = new Set(
    starts.flatMap((start) => Array.from({ length: count }, (_, n) => all[(start + n) % all.length]!)),
  );
  return [...chosen].flatMap((folder) => [...folders.get(folder)!]);
}

async function attempt(task: Task, work: Work, known: Known): Promise<'busy' | 'kept' | 'done' | 'failed'> {
  const { open, failed } = known;
  const lost = task.requires.find((id) => failed.has(id));
  if (lost !== undefined) {
    work.cannot(task, new RunError(`it needs ${lost}, which failed`));
    return 'failed';
  }
  if (task.requires.some((id) => open.has(id))) return 'busy';
  const key = await keyOf(task, work, known);
  if (key === null) return 'failed';
  if (await work.isDone(key, false, task.id)) return 'kept';
  const acquisition = await work.acquire(key);
  if (acquisition.kind !== 'acquired') return acquisition.kind === 'done' ? 'kept' : acquisition.kind;
  // the last owner may have kept the result after the look above
  if (await work.isDone(key, true, task.id)) {
    await acquisition.lease.drop();
    return 'kept';
  }
  const { lease } = acquisition;
  const outcome: TaskOutcome =
    lease.deaths < mostDeaths
      ? await work.perform(task, lease)
      : { kind: 'failed', message: await work.giveUp(task, lease) };
  if (outcome.kind === 'done') await lease.complete();
  if (outcome.kind === 'interrupted') await lease.release();
  if (outcome.kind === 'failed') await lease.fail(outcome.message);
  return outcome.kind === 'interrupted' ? 'busy' : outcome.kind;
}

/** A task whose key cannot be had has failed. */
async function keyOf(task: Task, work: Work, known: Known): Promise<string | null> {
  try {
    return await task.key();
  } catch (cause) {
    work.cannot(task, cause);
    settle(task, known);
    known.failed.add(task.id);
    return null;
  }
}
