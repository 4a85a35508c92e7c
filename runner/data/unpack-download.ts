import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RunError } from '../../src/node/run-error.ts';
import type { Download, OfficialFile, Sum } from '../contract/data-source.ts';
import { tarEntries } from '../readers/tar.ts';

/** The sum of a file, by the same method as `like`. */
export async function fileSum(path: string, like: Sum): Promise<string> {
  const algorithm = algorithmOf(like);
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return `${algorithm}:${hash.digest('hex')}`;
}

/**
 * Unpacks the files of a download, piece by piece, into a folder. A file appears there whole, and only if it is the
 * official one.
 *
 * @param path where the download lies
 * @returns the paths of the files
 * @throws RunError when it is not what it should be
 */
export async function unpackDownload(
  download: Download,
  path: string,
  folder: string,
  files: readonly OfficialFile[],
): Promise<string[]> {
  try {
    if (download.packing === 'plain') return [await writeOfficial(createReadStream(path), folder, files[0]!)];
    // The callback form of `pipeline` ends both streams when either fails; reading `unpacked` gives the error.
    const unpacked = pipeline(createReadStream(path), createGunzip(), () => {});
    if (download.packing === 'tar-gzip') return await unpackArchive(unpacked, folder, files);
    return [await writeOfficial(unpacked, folder, files[0]!)];
  } catch (cause) {
    throw new RunError(`${download.url} is not what it should be: ${(cause as Error).message}`, { cause });
  }
}

async function unpackArchive(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  files: readonly OfficialFile[],
): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of tarEntries(source)) {
    const file = files.find(({ name }) => name === entry.name.split('/').at(-1));
    if (file) paths.push(await writeOfficial(entry.body, folder, file));
  }
  if (paths.length < files.length) throw new Error(`it holds ${paths.length} of ${files.length} files`);
  return paths;
}

async function writeOfficial(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  file: OfficialFile,
): Promise<string> {
  const path = join(folder, file.name);
  const partial = `${path}.unpacking`;
  const algorithm = algorithmOf(file.sum);
  const hash = createHash(algorithm);
  const target = await open(partial, 'w');
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > file.bytes) throw new Error(`${file.name} is larger than ${file.bytes} bytes`);
      hash.update(chunk);
      await target.appendFile(chunk);
    }
    const sum = `${algorithm}:${hash.digest('hex')}`;
    if (sum !== file.sum) throw new Error(`${file.name} has ${sum}, the official one has ${file.sum}`);
    await target.close();
    await rename(partial, path);
    return path;
  } catch (cause) {
    await target.close();
    await rm(partial, { force: true });
    throw cause;
  }
}

function algorithmOf(sum: Sum): string {
  return sum.split(':', 1)[0]!;
}
