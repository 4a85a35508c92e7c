import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { RunError } from '../../../src/node/run-error.ts';

interface Owner {
  readonly pid: number;
  readonly host: string;
}

/**
 * Makes this process the only one that installs an engine of that name; of a process that is gone the lock is taken over.
 * @param folder of all engines; it exists
 * @returns what gives it back
 * @throws RunError when another process has it
 */
export async function lockInstallation(folder: string, name: string): Promise<() => Promise<void>> {
  const lock = join(folder, `.lock-${name}`);
  const own: Owner = { pid: process.pid, host: hostname() };
  for (let tries = 0; tries < 3; tries++) {
    try {
      await mkdir(lock);
      await writeFile(join(lock, 'owner.json'), JSON.stringify(own));
      return () => rm(lock, { recursive: true, force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
    const owner = await ownerOf(lock);
    if (owner && !isGone(owner, own)) {
      throw new RunError(`process ${owner.pid} on ${owner.host} is installing this engine`, {
        hint: `wait for it; if there is no such process, remove ${lock}`,
      });
    }
    // only one of several that see it abandoned moves it away
    const away = `${lock}-${process.pid}`;
    await rename(lock, away).catch(() => {});
    await rm(away, { recursive: true, force: true });
  }
  throw new RunError('another process is installing this engine', { hint: `wait for it, or remove ${lock}` });
}

/** Null while the owner has not said who it is, or will not any more. */
async function ownerOf(lock: string): Promise<Owner | null> {
  for (let tries = 0; tries < 10; tries++) {
    const text = await readFile(join(lock, 'owner.json'), 'utf8').catch(() => '');
    if (text !== '') return JSON.parse(text) as Owner;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}

/** Whether the owner ran on this machine and does no more; of other machines nothing is known. */
function isGone({ pid, host }: Owner, own: Owner): boolean {
  if (host !== own.host) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
