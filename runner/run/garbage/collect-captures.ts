import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beyondBudget } from '../../store/capture-room.ts';
import { capturesFolder, StoredCaptures } from '../../store/stored-captures.ts';
import { findRuns } from '../read-run.ts';

/** What became of the kept captures of a store. */
export interface CollectedCaptures {
  readonly removed: number;
  readonly bytes: number;
  /** What is left, pinned or not. */
  readonly kept: { readonly captures: number; readonly bytes: number };
}

/**
 * Removes captures beyond the budget, least recently used first, and those that were set aside or never became whole. Captures that
 * were pinned and that no run below the folders `outs` asks to keep always are treated like the others.
 * @param options `budget`: bytes for captures that are not pinned; what never became whole and was changed after `before` (milliseconds) stays;
 * `dryRun` only counts
 */
export async function collectCaptures(
  store: string,
  outs: readonly string[],
  options: { readonly budget: number; readonly before: number; readonly dryRun: boolean },
): Promise<CollectedCaptures> {
  const { budget, before, dryRun } = options;
  const captures = new StoredCaptures(store, () => {}, Date.now);
  const all = await captures.all();
  const asked = all.some(({ pinned }) => pinned) ? await askedFor(outs) : new Set<string>();
  const standing = all.map((one) => ({ ...one, pinned: one.pinned && asked.has(one.capture) }));
  const going = beyondBudget(standing, 0, budget);
  if (!dryRun) {
    for (const { key, pinned } of standing) if (!pinned) await captures.pin(key, false);
    for (const { key } of going) await captures.remove(key);
  }
  const broken = await removeBroken(store, new Set(all.map(({ key }) => key)), before, dryRun);
  const bytes = going.reduce((sum, one) => sum + one.bytes, 0);
  const left = all.reduce((sum, one) => sum + one.bytes, 0) - bytes;
  return {
    removed: going.length + broken.removed,
    bytes: bytes + broken.bytes,
    kept: { captures: all.length - going.length, bytes: left },
  };
}

/** Folders that were set aside, or in which captures stand that never became whole. */
async function removeBroken(
  store: string,
  whole: ReadonlySet<string>,
  before: number,
  dryRun: boolean,
): Promise<{ readonly removed: number; readonly bytes: number }> {
  const root = join(store, capturesFolder);
  let removed = 0;
  let bytes = 0;
  for (const name of await readdir(root).catch(() => [])) {
    if (whole.has(name)) continue;
    const folder = join(root, name);
    const names = await readdir(folder).catch(() => []);
    const files = await Promise.all(names.map((one) => stat(join(folder, one)).catch(() => null)));
    const facts = files.filter((file) => file !== null);
    if (facts.some(({ mtimeMs }) => mtimeMs >= before)) continue;
    removed++;
    bytes += facts.reduce((sum, { size }) => sum + size, 0);
    if (!dryRun) await rm(folder, { recursive: true, force: true });
  }
  return { removed, bytes };
}

/** Keys in plans of the captures that runs ask to keep always. */
async function askedFor(outs: readonly string[]): Promise<Set<string>> {
  const keys = new Set<string>();
  for (const out of outs) {
    for (const folder of await findRuns(out)) {
      const text = await readFile(join(folder, 'plan.json'), 'utf8').catch(() => '{}');
      for (const key of alwaysIn(text)) keys.add(key);
    }
  }
  return keys;
}

interface SomePlan {
  readonly stages?: readonly {
    readonly probes?: readonly { readonly key?: string; readonly keep?: string }[];
  }[];
}

function alwaysIn(text: string): string[] {
  try {
    const { stages = [] } = JSON.parse(text) as SomePlan;
    const probes = stages.flatMap((stage) => stage.probes ?? []);
    return probes.flatMap(({ key, keep }) => (keep === 'always' && key !== undefined ? [key] : []));
  } catch {
    return [];
  }
}
