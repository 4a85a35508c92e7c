import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findRuns } from '../schedule/read-run.ts';

/** An object younger than this is left alone: a run that is under way may be about to refer to it. */
const graceMilliseconds = 60 * 60 * 1000;

export interface Garbage {
  /** Results, each counted once with the weights beside it. */
  readonly removed: number;
  readonly kept: number;
  readonly bytes: number;
}

/**
 * Removes kept results that no run below `out` refers to, and those that were set aside as damaged. Results younger
 * than an hour stay.
 * @param dryRun only counts
 */
export async function collectGarbage(
  store: string,
  out: string,
  options: { readonly now: number; readonly dryRun: boolean },
): Promise<Garbage> {
  const referred = await referredKeys(out);
  const removed = new Set<string>();
  const kept = new Set<string>();
  let bytes = 0;
  for (const path of await objects(store)) {
    const { size, mtimeMs } = await stat(path.file);
    if (referred.has(path.key) || options.now - mtimeMs < graceMilliseconds) {
      kept.add(path.key);
      continue;
    }
    if (!options.dryRun) await rm(path.file, { force: true });
    removed.add(path.key);
    bytes += size;
  }
  return { removed: removed.size, kept: kept.size, bytes };
}

/** Bytes that the store takes, and how many results it holds. */
export async function storeSize(
  store: string,
): Promise<{ readonly results: number; readonly bytes: number }> {
  const files = await objects(store);
  const sizes = await Promise.all(files.map(async ({ file }) => (await stat(file)).size));
  const results = new Set(files.map(({ key }) => key)).size;
  return { results, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function objects(store: string): Promise<{ file: string; key: string }[]> {
  const root = join(store, 'objects');
  const names = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => ({
      file: join(entry.parentPath, entry.name),
      key: entry.name.replace(/\.weights$/, ''),
    }));
}

/** Keys in the lock files of all runs. A run without a readable lock file (one under way) refers to none. */
async function referredKeys(out: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for (const folder of await findRuns(out)) {
    const text = await readFile(join(folder, 'lock.json'), 'utf8').catch(() => '{}');
    const { stages = [] } = parsed(text);
    for (const { result } of stages) if (result) keys.add(result);
  }
  return keys;
}

function parsed(text: string): { stages?: { result?: string | null }[] } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
