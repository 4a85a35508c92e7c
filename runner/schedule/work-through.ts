import { RunError } from '../../src/node/run-error.ts';
import type { Claim, Lease } from '../store/leases.ts';

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
  | { readonly kind: 'left' }
  | { readonly kind: 'failed'; readonly message: string };

export interface Work {
  readonly tasks: readonly Task[];
  /** Place in the list at which this worker begins, so that many do not all want the first one. */
  readonly offset: number;
  readonly claim: (key: string) => Promise<Claim>;
  /** Whether a result is there. `sure`: looks again, whatever was known before. */
  readonly isDone: (key: string, sure: boolean, id: string) => Promise<boolean>;
  /** Does the task; the result is kept when it returns. What it throws ends the worker. */
  readonly perform: (task: Task, lease: Lease) => Promise<TaskOutcome>;
  /** A task whose key cannot be had, or that waits for one that failed. */
  readonly cannot: (task: Task, cause: unknown) => void;
  /** Resolves after some milliseconds, earlier when the worker is to leave. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  /** Aborted when the worker is to leave. */
  readonly signal: AbortSignal;
  /** Milliseconds for which a worker waits when others have all that is left; then it leaves. */
  readonly patience: number;
}

/** First and longest wait between two looks at what others are doing, milliseconds. */
const shortestWait = 100;
const longestWait = 10_000;
/** Tasks that a waiting worker looks at each time: many waiting workers shall not read a whole store again and again. */
const glance = 32;

/** Why a worker is through: all is settled, others have what is left, or it was asked to leave. */
export type WorkEnd = 'settled' | 'others' | 'asked';

/**
 * Works through a list of tasks beside any number of other workers: claims one that is ready, does it, and goes on until all
 * are done, failed, or (for longer than its patience) in the hands of others.
 */
export async function workThrough(work: Work): Promise<WorkEnd> {
  const open = new Map(inOrder(work).map((task) => [task.id, task]));
  const failed = new Set<string>();
  let waited = 0;
  let wait = shortestWait;
  while (open.size > 0 && !work.signal.aborted) {
    const candidates = waited === 0 ? [...open.values()] : sample([...open.values()], glance, work.random);
    let moved = false;
    for (const task of candidates) {
      if (work.signal.aborted) return 'asked';
      const state = await attempt(task, work, { open, failed });
      if (state === 'busy') continue;
      open.delete(task.id);
      if (state === 'failed') failed.add(task.id);
      moved = true;
    }
    if (moved) {
      waited = 0;
      wait = shortestWait;
      continue;
    }
    if (waited >= work.patience) return 'others';
    const pause = wait * (0.5 + work.random());
    await work.sleep(pause);
    waited += pause;
    wait = Math.min(wait * 1.5, longestWait);
  }
  return open.size === 0 ? 'settled' : 'asked';
}

async function attempt(
  task: Task,
  work: Work,
  { open, failed }: { readonly open: ReadonlyMap<string, Task>; readonly failed: ReadonlySet<string> },
): Promise<'busy' | 'done' | 'failed'> {
  const lost = task.requires.find((id) => failed.has(id));
  if (lost !== undefined) {
    work.cannot(task, new RunError(`it reads the estimates of ${lost}, which failed`));
    return 'failed';
  }
  if (task.requires.some((id) => open.has(id))) return 'busy';
  const key = await keyOf(task, work);
  if (key === null) return 'failed';
  if (await work.isDone(key, false, task.id)) return 'done';
  const claim = await work.claim(key);
  if (claim.kind !== 'claimed') return claim.kind;
  // the last owner may have kept the result after the look above
  if (await work.isDone(key, true, task.id)) {
    await claim.lease.complete();
    return 'done';
  }
  const outcome = await work.perform(task, claim.lease);
  if (outcome.kind === 'done') await claim.lease.complete();
  if (outcome.kind === 'left') await claim.lease.release();
  if (outcome.kind === 'failed') await claim.lease.fail(outcome.message);
  return outcome.kind === 'left' ? 'busy' : outcome.kind;
}

async function keyOf(task: Task, work: Work): Promise<string | null> {
  try {
    return await task.key();
  } catch (cause) {
    work.cannot(task, cause);
    return null;
  }
}

function inOrder({ tasks, offset }: Work): Task[] {
  const start = tasks.length === 0 ? 0 : offset % tasks.length;
  return [...tasks.slice(start), ...tasks.slice(0, start)];
}

/** Up to `count` of the items, any of them. */
function sample<T>(items: T[], count: number, random: () => number): T[] {
  if (items.length <= count) return items;
  const start = Math.floor(random() * items.length);
  return Array.from({ length: count }, (_, index) => items[(start + index) % items.length]!);
}
