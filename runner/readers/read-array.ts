import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RunError } from '../../src/node/run-error.ts';
import type { NdArray } from './nd-array.ts';
import { readNpy } from './npy.ts';

/** Node reads files of up to 2 GiB in one go. */
const largest = 2 ** 31 - 1;

/**
 * Reads an array from a file.
 * @param path relative to `folder`, as the user wrote it; messages name it so
 * @throws RunError when there is no such file, it is too large, or it is not a readable .npy file
 */
export async function readArray(path: string, folder: string): Promise<NdArray> {
  const file = resolve(folder, path);
  let size: number;
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) throw new RunError(`${path} is a folder, not a .npy file`);
    size = facts.size;
  } catch (error) {
    throw unreadable(path, error);
  }
  if (!path.toLowerCase().endsWith('.npy')) {
    throw new RunError(`${path} is not a .npy file`, { hint: 'save the array with numpy.save' });
  }
  if (size === 0) throw new RunError(`${path} is empty`, { hint: 'write it again with numpy.save' });
  if (size > largest) {
    throw new RunError(`${path} has ${size} bytes; at most ${largest} can be read`, {
      hint: 'take fewer samples',
    });
  }
  try {
    return readNpy(await readFile(file), path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RunError || !('code' in error)) return error;
  if (error.code === 'ENOENT') return new RunError(`there is no file ${path}`, { cause: error });
  return new RunError(`${path} cannot be read: ${error.message}`, { cause: error });
}
