import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskLeaseFiles } from './lease-files.ts';
import { leaseFile, newest, parseLease } from './lease-record.ts';
import { beatFile, beatsFolder } from './leases.ts';
import { hasEnded } from './process-mark.ts';
import { removeLease } from './remove-done-leases.ts';

/**
 * Removes what workers that were killed have left in the folder of leases: leases that nobody holds, and counters that
 * nobody moves on. A run that is under way keeps what it has noted of its leases.
 * @param options what was changed after `before` (milliseconds) stays: an owner gives a sign of life far more often; `dryRun`
 * only counts
 * @returns the number of files that go
 */
export async function collectLeases(
  store: string,
  { before, dryRun }: { readonly before: number; readonly dryRun: boolean },
): Promise<number> {
  const root = join(store, 'leases');
  const files = diskLeaseFiles(root);
  const isOld = async (file: string) => {
    const facts = await stat(join(root, file)).catch(() => null);
    return facts !== null && facts.mtimeMs < before;
  };
  const all: { key: string; generation: number; run: string | null; held: boolean }[] = [];
  for (const shard of await files.list('.')) {
    if (!/^[0-9a-f]{2}$/.test(shard)) continue;
    for (const [key, generation] of newest(await files.list(shard))) {
      const file = leaseFile(key, generation);
      const record = parseLease(await files.read(file));
      const ended = record?.process ? hasEnded(record.process) : null;
      const silent = record === null ? await isOld(file) : await isSilent(record.owner);
      const held = record === null ? !silent : record.state === 'held' && ended !== true && !silent;
      all.push({ key, generation, run: record?.run ?? null, held: held || !(await isOld(file)) });
    }
  }
  async function isSilent(owner: string): Promise<boolean> {
    const beat = beatFile(owner);
    return (await files.read(beat)) === null || isOld(beat);
  }
  const underWay = new Set(all.filter(({ held }) => held).map(({ run }) => run));
  let removed = 0;
  for (const { key, generation, run } of all) {
    if (underWay.has(run)) continue;
    removed += generation;
    if (!dryRun) await removeLease(files, key, generation);
  }
  for (const shard of await files.list(beatsFolder)) {
    for (const name of await files.list(join(beatsFolder, shard))) {
      const beat = join(beatsFolder, shard, name);
      if (!(await isOld(beat))) continue;
      removed++;
      if (!dryRun) await rm(join(root, beat), { force: true });
    }
  }
  return removed;
}
