import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../src/node/make-folder.ts';

const fileName = 'run-folders.txt';

/** Folders for runs that have used a store, so that `gc` finds the runs of all of them. Absolute paths. */
export async function knownOuts(store: string): Promise<string[]> {
  const text = await readFile(join(store, fileName), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/** Notes that runs below `out` use a store. A store that cannot be written keeps nothing of them, so nothing is noted. */
export async function noteOut(store: string, out: string): Promise<void> {
  if ((await knownOuts(store)).includes(out)) return;
  try {
    await makeFolder(store);
    await appendFile(join(store, fileName), `${out}\n`);
  } catch {
    // told of where a result cannot be kept
  }
}
