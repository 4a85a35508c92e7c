import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import writeFileAtomic from 'write-file-atomic';
import { RunError } from '../../src/node/run-error.ts';
import { cacheFolder } from './data-folders.ts';
import type { DataSource, OfficialFile } from './official-file.ts';

const unpack = promisify(gunzip);

export interface FetchServices {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/**
 * Downloads a file into the user's cache, unpacked, after its sum was found right. The download is bounded by the
 * size of the official file.
 * @returns the path of the file
 * @throws RunError when it cannot be had or is not the official file; nothing is left behind
 */
export async function fetchOfficial(
  source: DataSource,
  file: OfficialFile,
  services: FetchServices,
): Promise<string> {
  const packed = await download(file, services);
  const bytes = await unpack(packed, { maxOutputLength: file.bytes }).catch((cause: Error) => {
    throw new RunError(`${file.url} is not the gzip file it should be: ${cause.message}`, { cause });
  });
  const md5 = createHash('md5').update(bytes).digest('hex');
  if (md5 !== file.md5) {
    throw new RunError(`${file.url} gave a file with md5 ${md5}; the official one has ${file.md5}`);
  }
  const folder = join(cacheFolder(services.env), source.name);
  await mkdir(folder, { recursive: true });
  const path = join(folder, file.name);
  await writeFileAtomic(path, bytes);
  return path;
}

async function download(file: OfficialFile, { fetch, signal }: FetchServices): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const response = await fetch(file.url, { signal });
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > file.bytes) throw new Error(`it is larger than ${file.bytes} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new RunError(`${file.url} cannot be fetched: ${reason(cause)}`, {
      hint: `fetch it by other means and put it into a folder ${file.name} can be found in; see \`infoplane data list\``,
      cause,
    });
  }
  return Buffer.concat(chunks);
}

function reason(cause: unknown): string {
  const error = cause as Error & { cause?: Error };
  return error.cause?.message ?? error.message;
}
