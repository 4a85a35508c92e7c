import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Node's own recursive form never ends where the system says of a
 * folder that is there that it is not, as `/proc` does.
 * @throws what the system says; ENOTDIR where a file stands in the way
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (cause) {
    const parent = dirname(path);
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw cause;
    await makeFolder(parent);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    // a link may lead to a folder, to a file, or nowhere
    const there = await stat(path);
    if (!there.isDirectory()) throw Object.assign(cause as Error, { code: 'ENOTDIR' });
  }
}
