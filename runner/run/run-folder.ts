import { appendFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { makeFolder } from '../../src/node/make-folder.ts';
import { ownName } from '../../src/node/own-name.ts';
import { writeDurably } from '../../src/node/write-durably.ts';
import type { EventListener, RunEvent } from '../contract/run-events.ts';

/** `runs/<study>/<run-id>/`: what a run leaves behind for people. */
export interface RunFolder {
  readonly path: string;
  readonly id: string;
  /** @throws RunError when it cannot be written */
  write(name: string, text: string): Promise<void>;
  /** Points the study's `latest` at it: the run is complete. */
  complete(): Promise<void>;
  /** Appends an event to log.jsonl; a log that cannot be written ends no run. */
  readonly log: EventListener;
}

/**
 * Makes the folder of a new run. `latest` stays on the last complete run of the study, and goes to the new one only as long as there is
 * none.
 * @param out folder that holds the studies' folders
 * @param warn told once when the log cannot be written
 * @throws RunError when it cannot be written
 */
export async function createRunFolder(
  out: string,
  study: string,
  now: Date,
  warn: (message: string) => void,
): Promise<RunFolder> {
  const parent = join(out, study);
  try {
    const { id, path } = await newFolder(parent, now);
    await mkdir(join(path, 'tables'));
    if (!(await isComplete(join(parent, 'latest')))) await pointLatest(parent, id);
    return openRunFolder(path, warn);
  } catch (cause) {
    throw fileFailure(cause, `the run folder in ${parent} cannot be written`);
  }
}

/**
 * The folder of a run that is there.
 * @param warn told once when the log cannot be written
 */
export function openRunFolder(path: string, warn: (message: string) => void): RunFolder {
  return {
    id: basename(path),
    path,
    write: async (name, text) => {
      await writeDurably(join(path, name), [text]).catch((cause) => {
        throw fileFailure(cause, `${join(path, name)} cannot be written`);
      });
    },
    complete: async () => {
      await pointLatest(dirname(path), basename(path)).catch((cause) => {
        throw fileFailure(cause, `${join(dirname(path), 'latest')} cannot be written`);
      });
    },
    log: createLog(join(path, 'log.jsonl'), warn),
  };
}

function createLog(path: string, warn: (message: string) => void): EventListener {
  let told = false;
  return (event) => {
    try {
      appendFileSync(path, logLine(event));
    } catch (cause) {
      if (!told)
        warn(`${fileFailure(cause, `${path} cannot be written`).message}; the run goes on without it`);
      told = true;
    }
  };
}

/**
 * `<date>-<time>` in UTC, with a counter when two runs begin in the same second. The name comes after those of all earlier runs of the
 * study: where the clock was put back, it is the time of the last one with the next number.
 */
async function newFolder(parent: string, now: Date): Promise<{ id: string; path: string }> {
  await makeFolder(parent);
  const stamps = (await readdir(parent)).flatMap((name) => {
    const [, time, count = '1'] = /^(\d{8}-\d{6})(?:-(\d+))?$/.exec(name) ?? [];
    return time === undefined ? [] : [{ time, count: Number(count) }];
  });
  const own = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const stamp = stamps.reduce((last, { time }) => (time > last ? time : last), own);
  const taken = stamps.filter(({ time }) => time === stamp).map(({ count }) => count);
  for (let count = Math.max(0, ...taken) + 1; ; count++) {
    const id = count === 1 ? stamp : `${stamp}-${count}`;
    const path = join(parent, id);
    try {
      await mkdir(path);
      return { id, path };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
}

async function isComplete(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'lock.json'), 'utf8').catch(() => '');
  try {
    return JSON.parse(text).state === 'done';
  } catch {
    return false;
  }
}

async function pointLatest(parent: string, id: string): Promise<void> {
  const link = join(parent, 'latest');
  const fresh = join(parent, `.latest-${ownName()}`);
  await symlink(id, fresh, 'junction');
  await rename(fresh, link);
}

/** The log lies in the folder of the run, and says nothing of where that is. */
function logLine(event: RunEvent): string {
  const told = event.event === 'run-started' ? { ...event, folder: basename(event.folder) } : event;
  return `${JSON.stringify({ time: new Date().toISOString(), ...told })}\n`;
}
