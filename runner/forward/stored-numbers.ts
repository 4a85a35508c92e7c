import { type FileHandle, open } from 'node:fs/promises';
import { posix } from 'node:path';
import { fileFailure } from '../../src/node/machine-failure.ts';
import type { OnnxFacts } from '../../src/node/onnx-facts.ts';
import { RunError } from '../../src/node/run-error.ts';

/**
 * The numbers of a graph's initialisers that lie in files beside it, as they are stored, but those of `without`.
 * @param file the ONNX file, as the plan has it
 * @param placeOf where a file of the plan lies here
 * @throws RunError when a file cannot be read or ends before
 */
export async function storedNumbers(
  file: string,
  { initializers }: OnnxFacts,
  without: readonly string[],
  placeOf: (path: string) => string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const given = new Set(without);
  const found = new Map<string, Uint8Array>();
  for (const { name, external } of initializers) {
    if (!external || given.has(name)) continue;
    const path = posix.join(posix.dirname(file), external.location);
    found.set(name, await readRange(placeOf(path), path, external));
  }
  return found;
}

async function readRange(
  place: string,
  name: string,
  { offset, length }: { readonly offset: number; readonly length: number | null },
): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(place);
    const wanted = length ?? (await handle.stat()).size - offset;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, offset);
    if (bytesRead < wanted) throw new RunError(`${name} ends before the weights that are kept in it do`);
    return buffer;
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof RunError || !('code' in cause)) throw cause;
    throw fileFailure(cause, `${name} cannot be read`);
  } finally {
    await handle?.close();
  }
}
