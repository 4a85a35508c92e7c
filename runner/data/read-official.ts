import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RunError } from '../../src/node/run-error.ts';
import type { FileRecord, OfficialFile } from './official-file.ts';

const unpack = promisify(gunzip);

/** No data set's file is larger than this unpacked; a gzip stream that grows beyond it is refused. */
const largestFile = 2 ** 30;

export interface ReadFile {
  readonly bytes: Uint8Array;
  readonly record: FileRecord;
}

/**
 * Reads a data set's file, unpacks it if it ends in `.gz`, and compares its sum with the official one.
 * @throws RunError when the file cannot be read or unpacked
 */
export async function readOfficial(path: string, file: OfficialFile): Promise<ReadFile> {
  const bytes = path.endsWith('.gz') ? await unpacked(path) : await contents(path);
  const md5 = createHash('md5').update(bytes).digest('hex');
  return { bytes, record: { path, md5, official: md5 === file.md5 } };
}

async function contents(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new RunError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
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
