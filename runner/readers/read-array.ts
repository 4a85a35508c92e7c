import { resolve } from 'node:path';
import { RunError } from '../../src/node/run-error.ts';
import { readArrow } from './arrow.ts';
import { readCsv } from './csv.ts';
import type { NdArray } from './nd-array.ts';
import { readNpy } from './npy.ts';
import { npyOfNpz } from './npz.ts';
import { readWholeFile } from './read-whole-file.ts';

/** An array in an archive may unpack to as much as Node reads in one go. */
const largest = 2 ** 31 - 1;

/** A file, and what is meant in it. */
interface Place {
  readonly file: string;
  /** What stands after `#`. */
  readonly part: string | null;
  /** Ending of the file's name, in small letters. */
  readonly type: string;
}

/**
 * Reads an array from a .npy, .npz, .csv or .arrow file.
 * @param path relative to `folder`, as the user wrote it; messages name it so. `#` and a name say which array of a .npz
 *   file, or which columns of a table (with commas between them)
 * @throws RunError when there is no such file, it is too large, or it cannot be read
 */
export async function readArray(path: string, folder: string): Promise<NdArray> {
  const { file, part, type } = placeOf(path);
  const table = type === 'csv' ? readCsv : type === 'arrow' ? readArrow : null;
  if (table) return table(await readWholeFile(resolve(folder, file), file), part, file);
  return readNpy(await readArrayBytes(path, (name) => resolve(folder, name)), path);
}

/**
 * The bytes of a .npy file, or of one that is in a .npz file (`data.npz#name`).
 * @param locate finds the file that the path names
 * @param most bytes that an array in a .npz file may unpack to
 * @throws RunError when there is no such file, or no such array in it
 */
export async function readArrayBytes(
  path: string,
  locate: (file: string) => string,
  most = largest,
): Promise<Uint8Array> {
  const { file, part, type } = placeOf(path);
  const bytes = await readWholeFile(locate(file), file);
  if (type === 'npz') return npyOfNpz(bytes, part, file, most);
  if (type === 'npy') return bytes;
  throw new RunError(`${path} is no .npy or .npz file, nor a .csv or .arrow table`, {
    hint: 'save the array with numpy.save',
  });
}

function placeOf(path: string): Place {
  const [, file = path, part = null] = /^(.*\.(?:npz|csv|arrow))#(.+)$/i.exec(path) ?? [];
  return { file, part, type: file.slice(file.lastIndexOf('.') + 1).toLowerCase() };
}
