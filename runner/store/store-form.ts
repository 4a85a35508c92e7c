import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../src/node/make-folder.ts';

/** The file that says in which form results are kept, and the form of today: 2 keeps each estimate under a key of its own. */
const formFile = 'form';
const form = '2';

/**
 * Marks a store as one that has results of today's form.
 * @returns whether there are results of an older one in it, of which nobody was told yet
 */
export async function markForm(store: string): Promise<boolean> {
  const path = join(store, formFile);
  const before = await readFile(path, 'utf8').catch(() => null);
  if (before === form) return false;
  const there = await readdir(join(store, 'objects')).catch(() => []);
  // a store that cannot be written is told of where a result is kept
  await makeFolder(store)
    .then(() => writeFile(path, form))
    .catch(() => {});
  return there.length > 0;
}
