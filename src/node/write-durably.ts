import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ownName } from './own-name.ts';

/** How files begin that are not whole yet. */
export const unfinished = '.unfinished-';

/**
 * Writes a file so that it is there whole or as it was before, and stays after a power loss: into a file beside it,
 * flushed, renamed, the folder flushed.
 * @param parts of its content, in order; each is written before the next one is made
 * @param still asked when all is written, just before the file gets its name, with the path that it has till then: where it says no, nothing is
 *   left behind
 * @returns whether the file is there
 * @throws what the system says; nothing is left behind then
 */
export async function writeDurably(
  path: string,
  parts: Iterable<Uint8Array | string>,
  still: (draft: string) => Promise<boolean> = async () => true,
): Promise<boolean> {
  const folder = dirname(path);
  const draft = join(folder, `${unfinished}${ownName()}-${basename(path)}`);
  try {
    const file = await open(draft, 'w');
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await still(draft))) {
      await rm(draft, { force: true });
      return false;
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw cause;
  }
  await flushFolder(folder);
  return true;
}

/** Makes the names in a folder durable. Not every system can flush a folder. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!['EISDIR', 'EPERM', 'EINVAL', 'EACCES'].includes(code ?? '')) throw cause;
  }
}
