import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { DatasetServices } from '../nodes/contract.ts';
import { locateFile } from './data-folders.ts';
import type { DataSource, FileRecord, OfficialFile, Sum } from './official-file.ts';

const unpack = promisify(gunzip);

/** No data set's file is larger than this unpacked; a gzip stream that grows beyond it is refused. */
const largestFile = 2 ** 30;

export interface ReadFile {
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
): Promise<ReadFile> {
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
export async function readOfficial(path: string, file: OfficialFile): Promise<ReadFile> {
  const bytes = path.endsWith('.gz') ? await unpacked(path) : await contents(path);
  const md5 = createHash('md5').update(bytes).digest('hex');
  const official = sumOf(bytes, file.sum) === file.sum;
  return { bytes, record: { path, md5, official } };
}

function sumOf(bytes: Uint8Array, like: Sum): string {
  const algorithm = like.split(':', 1)[0]!;
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

async function contents(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw fileFailure(cause, `${path} cannot be read`);
  }
}

async function unpacked(path: string): Promise<Uint8Array> {
  try {
    return await unpack(await contents(path), { maxOutputLength: largestFile });
  } catch (cause) {
    if (cause instanceof RunError) throw cause;
    throw new RunError(`${path} cannot be unpacked: ${(cause as Error).message}`, {
      hint: 'the file is damaged or only half written; remove it, or fetch it again with `infoplane data fetch`',
      cause,
    });
  }
}
