import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../../src/node/make-folder.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { DataSource, Download } from '../contract/data-source.ts';
import { cacheFolder } from './data-folders.ts';
import { type FetchServices, fetchToFile } from './fetch-to-file.ts';
import { fileSum, unpackDownload } from './unpack-download.ts';

/**
 * Fetches a download into the user's cache of data sets and unpacks the files it holds, each after its sum was found
 * right. Until then it lies beside them as `<name>.part`, and a fetch that was cut off goes on where it ended.
 *
 * @returns the paths of the files
 * @throws RunError when it cannot be had (what came is kept), or is not what it should be (nothing is kept)
 */
export async function fetchDownload(
  source: DataSource,
  download: Download,
  services: FetchServices & { readonly env: Readonly<Record<string, string | undefined>> },
): Promise<string[]> {
  const folder = join(cacheFolder(services.env), source.name);
  await makeFolder(folder).catch((cause: Error) => {
    throw new RunError(`${folder} cannot be made: ${cause.message}`, { cause });
  });
  const part = join(folder, `${basename(new URL(download.url).pathname)}.part`);
  await fetchToFile(download, part, services);
  try {
    if (download.sum) {
      const sum = await fileSum(part, download.sum);
      if (sum !== download.sum) {
        throw new RunError(`${download.url} gave a file with ${sum}; the official one has ${download.sum}`);
      }
    }
    const files = source.files.filter(({ name }) => download.holds.includes(name));
    return await unpackDownload(download, part, folder, files);
  } finally {
    await rm(part, { force: true });
  }
}
