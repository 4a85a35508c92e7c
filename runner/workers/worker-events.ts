import { appendFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure } from '../../src/node/machine-failure.ts';
import type { EstimateSource, EventListener, RunEvent } from '../contract/run-events.ts';

/** An event as files hold it. */
export type LoggedEvent = RunEvent & {
  readonly time: string;
  /** The worker that told it. */
  readonly worker?: string;
  /** Bytes of that worker's file up to the end of this event. */
  readonly upTo?: number;
};

/** Milliseconds between two notes of a stage's progress. */
const progressInterval = 500;
const ending = '.jsonl';

/** Appends a worker's events to a file of its own, of which it is the only writer. */
export function appendEvents(folder: string, worker: string): EventListener {
  const path = join(folder, worker + ending);
  return thinned((event) => {
    try {
      appendFileSync(path, `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
    } catch (cause) {
      throw fileFailure(cause, `${path} cannot be written`);
    }
  }, progressInterval);
}

/** Reads what the workers have told since the last time. */
export interface EventReader {
  read(): Promise<LoggedEvent[]>;
}

/** @param seen bytes of each worker's file that were read before */
export function createEventReader(folder: string, seen: ReadonlyMap<string, number>): EventReader {
  const offsets = new Map(seen);
  return {
    async read() {
      const names = await readdir(folder).catch(() => []);
      const fresh: LoggedEvent[] = [];
      for (const name of names.filter((one) => one.endsWith(ending)).sort()) {
        const worker = name.slice(0, -ending.length);
        const from = offsets.get(worker) ?? 0;
        const bytes = await readFrom(join(folder, name), from);
        // a line that is being written is read the next time
        const end = bytes.lastIndexOf(10) + 1;
        offsets.set(worker, from + end);
        for (const event of eventsIn(bytes.subarray(0, end), worker, from)) fresh.push(event);
      }
      return fresh.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
    },
  };
}

function eventsIn(bytes: Buffer, worker: string, from: number): LoggedEvent[] {
  const events: LoggedEvent[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start) + 1;
    const event = parseEvent(bytes.toString('utf8', start, end - 1));
    if (event) events.push({ ...event, worker, upTo: from + end });
    start = end;
  }
  return events;
}

/** The event of a line; null for one that a dying process left half written, or that is none. */
export function parseEvent(line: string): LoggedEvent | null {
  try {
    const event: unknown = line === '' ? null : JSON.parse(line);
    return isLogged(event) ? event : null;
  } catch {
    return null;
  }
}

/** Whether a line is an event of a run, as far as it is relied on here. */
function isLogged(value: unknown): value is LoggedEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { event, time, study, folder, engine, stages, outcome, seconds, estimators, parts } = value as Record<
    string,
    unknown
  >;
  if (typeof event !== 'string' || typeof time !== 'string') return false;
  if (event === 'run-started') {
    const texts = [study, folder, engine].every((one) => typeof one === 'string');
    return texts && Array.isArray(stages) && stages.every((one) => typeof one === 'string');
  }
  if (event === 'stage-finished') {
    return typeof seconds === 'number' && typeof outcome === 'object' && outcome !== null;
  }
  if (event === 'page-made') return Array.isArray(parts) && parts.every((one) => typeof one === 'string');
  if (event === 'stage-estimates') return Array.isArray(estimators) && estimators.every(isSource);
  return event !== 'run-finished' || typeof seconds === 'number';
}

function isSource(value: unknown): value is EstimateSource {
  if (typeof value !== 'object' || value === null) return false;
  const { estimator, kept, captures, training } = value as Record<string, unknown>;
  return typeof estimator === 'string' && [kept, captures, training].every((one) => typeof one === 'number');
}

/** Nothing where the run was removed meanwhile. */
async function readFrom(path: string, offset: number): Promise<Buffer> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw fileFailure(cause, `${path} cannot be read`);
  });
  if (!file) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(size - offset, 0));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Lets a stage's progress through at most once in `interval` milliseconds. */
export function thinned(listen: EventListener, interval: number): EventListener {
  const latest = new Map<string, number>();
  return (event) => {
    if (event.event === 'stage-progress') {
      const now = performance.now();
      if (now - (latest.get(event.stage) ?? Number.NEGATIVE_INFINITY) < interval) return;
      latest.set(event.stage, now);
    }
    listen(event);
  };
}
