import { readFile, stat } from 'node:fs/promises';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';

/** Node reads files of up to 2 GiB in one go. */
const largest = 2 ** 31 - 1;

/**
 * Reads a file.
 * @param name what messages call it
 * @throws RunError when there is no such file, it is a folder, it is empty, or it is too large
 */
export async function readWholeFile(file: string, name: string): Promise<Uint8Array> {
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) throw new RunError(`${name} is a folder, not a file`);
    if (facts.size === 0) throw new RunError(`${name} is empty`, { hint: 'write it again' });
    if (facts.size > largest) {
      const hint = 'take fewer samples';
      throw new RunError(`${name} has ${facts.size} bytes; at most ${largest} can be read`, { hint });
    }
    return await readFile(file);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RunError || !('code' in error)) throw error;
    if (error.code === 'ENOENT') throw new RunError(`there is no file ${name}`, { cause: error });
    throw fileFailure(error, `${name} cannot be read`);
  }
}
