import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { Dataset, FileRecord } from '../contract/dataset.ts';

/**
 * A data set with the sums of files that a model reads beside it, which are part of the key of what comes of it.
 * @param paths relative to the folder of the study
 * @throws RunError when one cannot be read
 */
export async function withBeside(
  dataset: Dataset,
  paths: readonly string[],
  folder: string,
): Promise<Dataset> {
  const files: FileRecord[] = [];
  const beside = new Map<string, string>();
  for (const path of paths) {
    const place = resolve(folder, path);
    files.push({ path: place, md5: await sumOf(place, path), official: false });
    beside.set(path, place);
  }
  return { ...dataset, files: [...dataset.files, ...files], beside };
}

async function sumOf(place: string, name: string): Promise<string> {
  const hash = createHash('md5');
  try {
    await pipeline(createReadStream(place), hash);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'ENOENT') throw new RunError(`there is no file ${name}`, { cause: error });
    throw fileFailure(error, `${name} cannot be read`);
  }
  return hash.digest('hex');
}
