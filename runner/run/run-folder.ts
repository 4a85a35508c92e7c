import { appendFileSync } from 'node:fs';
import { mkdir, rename, symlink } from 'node:fs/promises';

import { basename, join } from 'node:path';
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
  /** Appends an event to log.jsonl; a log that cannot be written ends no run. */
  readonly log: EventListener;
}

/**
 * Makes the folder of a new run, and points `latest` at it.
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
    await pointLatest(parent, id);
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

/** `<date>-<time>` in UTC, with a counter when two runs begin in the same second. */
async function newFolder(parent: string, now: Date): Promise<{ id: string; path: string }> {
  await makeFolder(parent);
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  for (let count = 1; ; count++) {
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
