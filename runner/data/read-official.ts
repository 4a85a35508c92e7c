import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { DataSource, OfficialFile } from '../contract/data-source.ts';
import type { DatasetServices, FileRecord } from '../contract/dataset.ts';
import { gunzipBounded } from '../readers/gunzip-bounded.ts';
import { locateFile } from './data-folders.ts';

/** A file in the place of an official one may have this many times its bytes. */
const room = 2;

export interface ReadSource {
  readonly bytes: Uint8Array;
  readonly record: FileRecord;
}

/**
 * Finds and reads a file of a data set. One whose sum is not the official one is used, with a warning.
 * @throws RunError when it is missing or cannot be read
 */
export async function readSourceFile(
  source: DataSource,
  file: OfficialFile,
  { env, warn }: DatasetServices,
): Promise<ReadSource> {
  const read = await readOfficial(await locateFile(source, file.name, env), file);
  const { path, md5, official } = read.record;
  if (!official) {
    warn(
      `${path} is not the official file (md5:${md5}, official ${file.sum}); it is used, and noted in lock.json`,
    );
  }
  return read;
}

/**
 * Reads a data set's file, unpacks it if it ends in `.gz`, and compares its sum with the official one.
 * @throws RunError when the file cannot be read or unpacked
 */
export async function readOfficial(path: string, file: OfficialFile): Promise<ReadSource> {
  const most = room * file.bytes;
  const bytes = path.endsWith('.gz') ? await unpacked(path, most) : await contents(path, most);
  const md5 = sumOf(bytes, 'md5');
  const [algorithm = ''] = file.sum.split(':', 1);
  // most official sums are of this kind, and take a tenth of a second for the digits
  const sum = algorithm === 'md5' ? md5 : sumOf(bytes, algorithm);
  return { bytes, record: { path, md5, official: `${algorithm}:${sum}` === file.sum } };
}

function sumOf(bytes: Uint8Array, algorithm: string): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

async function contents(path: string, most: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > most)
      throw new RunError(`${path} has ${size} bytes, more than ${room} times the official ones`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof RunError) throw cause;
    throw fileFailure(cause, `${path} cannot be read`);
  }
}

async function unpacked(path: string, most: number): Promise<Uint8Array> {
  try {
    return await gunzipBounded(await contents(path, most), most);
  } catch (cause) {
    if (cause instanceof RunError) throw cause;
    throw new RunError(`${path} cannot be unpacked: ${(cause as Error).message}`, {
      hint: 'the file is damaged or only half written; remove it, or fetch it again with `infoplane data fetch`',
      cause,
    });
  }
}
