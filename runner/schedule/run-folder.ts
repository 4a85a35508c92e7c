import { appendFileSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { RunError } from '../../src/node/run-error.ts';
import type { EventListener, RunEvent } from './run-events.ts';

/** `runs/<study>/<run-id>/`: what a run leaves behind for people. */
export interface RunFolder {
  readonly path: string;
  readonly id: string;
  write(name: string, text: string): Promise<void>;
  /** Appends an event to log.jsonl. */
  readonly log: EventListener;
}

/**
 * Makes the folder of a new run, and points `latest` at it.
 * @param out folder that holds the studies' folders
 * @throws RunError when it cannot be written
 */
export async function createRunFolder(out: string, study: string, now: Date): Promise<RunFolder> {
  const parent = join(out, study);
  try {
    const { id, path } = await newFolder(parent, now);
    await mkdir(join(path, 'tables'));
    await pointLatest(parent, id);
    return {
      id,
      path,
      write: (name, text) => writeFileAtomic(join(path, name), text),
      log: (event) => appendFileSync(join(path, 'log.jsonl'), logLine(event)),
    };
  } catch (cause) {
    throw new RunError(`the run folder in ${parent} cannot be written: ${(cause as Error).message}`, {
      hint: 'give write access, or name another folder with --out',
      cause,
    });
  }
}

/** `<date>-<time>` in UTC, with a counter when two runs begin in the same second. */
async function newFolder(parent: string, now: Date): Promise<{ id: string; path: string }> {
  await mkdir(parent, { recursive: true });
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
  const fresh = join(parent, `.latest-${process.pid}`);
  await rm(fresh, { force: true });
  await symlink(id, fresh, 'junction');
  await rename(fresh, link);
}

function logLine(event: RunEvent): string {
  return `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`;
}
