import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../src/node/write-durably.ts';
import { isJsonObject, type Json } from '../../src/plan/json.ts';
import type { FileRecord } from '../contract/dataset.ts';

const fileName = 'data-sums.json';
/** Data sets that are remembered; the oldest go first. */
const mostKnown = 256;

/**
 * The checksums of a data set's files as they are now. Where no file has another size or time than when they were last
 * asked for, they are taken from a list in the store; else the files are read, and noted there.
 *
 * @param identity what else decides which sums there are, and in which order
 * @param places files and folders, absolute
 * @param read reads the files
 * @param store folder of the store; one that is not there is not made
 * @throws what `read` throws
 */
export async function knownSums(
  identity: string,
  places: readonly string[],
  read: () => Promise<readonly FileRecord[]>,
  store: string,
): Promise<readonly FileRecord[]> {
  const list = join(store, fileName);
  const key = await stateOf(identity, places);
  const known = await readKnown(list);
  const found = known[key];
  if (found) return found;
  const files = await read();
  // what changed while it was read is not known
  if ((await stateOf(identity, places)) !== key) return files;
  const entries = [...Object.entries(known), [key, files] as const].slice(-mostKnown);
  // a store that is not there, or cannot be written, remembers nothing
  await writeDurably(list, [JSON.stringify(Object.fromEntries(entries))]).catch(() => {});
  return files;
}

/** A digest of sizes and times of all files. */
async function stateOf(identity: string, places: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(identity);
  for (const place of places) {
    for (const file of await filesIn(place)) {
      const { size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
      hash.update(JSON.stringify([file, `${size}`, `${mtimeNs}`, `${ctimeNs}`]));
    }
  }
  return hash.digest('hex');
}

async function filesIn(place: string): Promise<readonly string[]> {
  if (!(await stat(place)).isDirectory()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The list in the store; empty when it is damaged or not there. */
async function readKnown(list: string): Promise<Readonly<Record<string, readonly FileRecord[]>>> {
  try {
    const known: Json = JSON.parse(await readFile(list, 'utf8'));
    if (!isJsonObject(known)) return {};
    return Object.fromEntries(Object.entries(known).map(([key, files]) => [key, recordsOf(files)]));
  } catch {
    return {};
  }
}

/** @throws Error when they are none */
function recordsOf(files: Json): readonly FileRecord[] {
  if (!Array.isArray(files)) throw new Error('no list of files');
  return files.map((one: Json) => {
    const { path, md5, official } = isJsonObject(one) ? one : {};
    if (typeof path !== 'string' || typeof md5 !== 'string') throw new Error('no record of a file');
    return { path, md5, official: official === true };
  });
}
