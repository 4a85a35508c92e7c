import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointEstimates } from '../../store/checkpoint-folder.ts';
import { parseEvent } from '../../workers/worker-events.ts';
import { findRuns } from '../read-run.ts';

/** The checkpoints of one training. */
interface CheckpointFolder {
  readonly path: string;
  /** Key of the training in the store. */
  readonly key: string;
  readonly bytes: number;
  /** When a file in it was changed last, in milliseconds. */
  readonly changed: number;
}

/**
 * Removes the checkpoints of trainings that are kept with all estimates which are made on the way, or that no run below the folders
 * `outs` has begun.
 * @param isKept says whether the result of a key is in the store
 * @param options those that were changed after `before` (milliseconds) stay, and those of the keys `inUse`; `dryRun` only
 * counts
 */
export async function collectCheckpoints(
  store: string,
  outs: readonly string[],
  isKept: (key: string) => boolean,
  options: { readonly before: number; readonly dryRun: boolean; readonly inUse: ReadonlySet<string> },
): Promise<{ readonly removed: number; readonly bytes: number }> {
  const { before, dryRun, inUse } = options;
  const all = await checkpointFolders(store);
  const old = all.filter(({ key, changed }) => changed < before && !inUse.has(key));
  const begun = old.length === 0 ? null : await begunResults(outs);
  const garbage: CheckpointFolder[] = [];
  for (const folder of old) {
    const waited = begun?.keys.has(folder.key) || begun?.sure === false;
    const estimates = waited && isKept(folder.key) ? await checkpointEstimates(folder.path) : null;
    if (!waited || estimates?.every(isKept)) garbage.push(folder);
  }
  for (const { path } of dryRun ? [] : garbage) await rm(path, { recursive: true, force: true });
  return { removed: garbage.length, bytes: garbage.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** The checkpoints of all trainings in a store. */
export async function checkpointFolders(store: string): Promise<CheckpointFolder[]> {
  const root = join(store, 'checkpoints');
  const keys = await readdir(root).catch(() => []);
  return Promise.all(
    keys.map(async (key) => {
      const path = join(root, key);
      // captures that are not whole yet are in folders of it
      const names = await readdir(path, { recursive: true }).catch(() => []);
      const files = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => null)));
      const facts = files.filter((file) => file?.isFile()).filter((file) => file != null);
      const bytes = facts.reduce((sum, { size }) => sum + size, 0);
      return { path, key, bytes, changed: Math.max(0, ...facts.map(({ mtimeMs }) => mtimeMs)) };
    }),
  );
}

/** Keys of the trainings that runs have begun, by their logs; `sure` where each line of these can be read, but for one that a dying process left. */
async function begunResults(
  outs: readonly string[],
): Promise<{ readonly keys: ReadonlySet<string>; readonly sure: boolean }> {
  const keys = new Set<string>();
  let sure = true;
  for (const out of outs) {
    for (const folder of await findRuns(out)) {
      const log = await readFile(join(folder, 'log.jsonl'), 'utf8').catch(() => '');
      const lines = log.split('\n');
      sure &&= lines.slice(0, -2).every((line) => parseEvent(line) !== null);
      for (const event of lines.flatMap((line) => parseEvent(line) ?? []))
        if (event.event === 'stage-started') keys.add(event.result);
    }
  }
  return { keys, sure };
}
