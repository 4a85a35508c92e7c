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

async function readKnown(list: string): Promise<Readonly<Record<string, readonly FileRecord[]>>> {
  try {
    const known: Json = JSON.parse(await readFile(list, 'utf8'));
    if (!isJsonObject(known) || !Object.values(known).every(areRecords)) return {};
    return known as unknown as Readonly<Record<string, readonly FileRecord[]>>;
  } catch {
    return {};
  }
}

function areRecords(value: Json): boolean {
  const isRecord = (one: Json) =>
    isJsonObject(one) && typeof one.path === 'string' && typeof one.md5 === 'string';
  return Array.isArray(value) && value.every(isRecord);
}
