import { listed } from '../../src/node/listed.ts';
import { RunError } from '../../src/node/run-error.ts';
import { readZip } from './zip.ts';

/**
 * One array of a .npz file (numpy.savez or savez_compressed), as the bytes of a .npy file.
 *
 * @param part name of the array; may be left out when there is only one
 * @param name what messages call the file
 * @param most bytes that the array may unpack to
 * @throws RunError when the file is damaged, or there is no such array
 */
export function npyOfNpz(bytes: Uint8Array, part: string | null, name: string, most: number): Uint8Array {
  return reading(name, () => {
    const entries = readZip(bytes, most);
    const names = entries.map((entry) => entry.name.replace(/\.npy$/, ''));
    if (part === null && names.length !== 1) {
      throw new RunError(`${name} holds ${names.length} arrays`, {
        hint: `say which: ${listed(names.map((one) => `${name}#${one}`))}`,
      });
    }
    const found = part === null ? 0 : names.indexOf(part);
    if (found < 0) {
      throw new RunError(`${name} holds no array '${part}'`, { hint: `it holds ${listed(names)}` });
    }
    return entries[found]!.read();
  });
}

/**
 * The arrays of a .npz file whose names are wanted, by name, each as the bytes of a .npy file.
 * @param most bytes that an array may unpack to
 * @throws RunError when the file is damaged
 */
export function npyArrays(
  bytes: Uint8Array,
  name: string,
  wanted: (array: string) => boolean,
  most: number,
): ReadonlyMap<string, Uint8Array> {
  return reading(name, () => {
    const named = readZip(bytes, most).map((entry) => [entry.name.replace(/\.npy$/, ''), entry] as const);
    return new Map(named.filter(([array]) => wanted(array)).map(([array, entry]) => [array, entry.read()]));
  });
}

function reading<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RunError) throw error;
    throw new RunError(`${name} cannot be read: ${(error as Error).message}`, {
      hint: 'write it again with numpy.savez',
      cause: error,
    });
  }
}
