import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskLeaseFiles, type LeaseFiles } from './lease-files.ts';
import { beatFile, beatsFolder, type LeaseRecord, leaseFile, newest, parseLease } from './lease-record.ts';
import { hasEnded } from './process-mark.ts';
import { removeLease } from './remove-done-leases.ts';

/** The newest record of a lease. */
interface NewestLease {
  readonly key: string;
  readonly generation: number;
  /** Null where it is half written or damaged. */
  readonly record: LeaseRecord | null;
  readonly old: boolean;
}

/**
 * Removes what workers that were killed have left in the folder of leases: leases that nobody holds, and counters that
 * nobody moves on. What a run has noted of its leases stays as long as it has not ended.
 * @param options what was changed after `before` (milliseconds) stays: an owner elsewhere gives a sign of life far more often;
 * `dryRun` only counts
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
  const isHeld = async ({ record }: NewestLease) => {
    if (record?.state !== 'held') return false;
    const ended = record.process ? hasEnded(record.process) : null;
    if (ended !== null) return !ended;
    const beat = beatFile(record.owner);
    return (await files.read(beat)) !== null && !(await isOld(beat));
  };
  const owners = new Set<string>();
  const runs = new Map<string, boolean>();
  const goesOn = (run: string) => {
    const known = runs.get(run) ?? (existsSync(run) && !existsSync(join(run, 'lock.json')));
    runs.set(run, known);
    return known;
  };
  let removed = 0;
  for (const lease of await newestLeases(files, isOld)) {
    const { key, generation, record, old } = lease;
    if (await isHeld(lease)) owners.add(beatFile(record!.owner));
    else if (old && !(record && goesOn(record.run))) {
      removed += generation;
      if (!dryRun) await removeLease(files, key, generation);
    }
  }
  for (const shard of await files.list(beatsFolder)) {
    for (const name of await files.list(`${beatsFolder}/${shard}`)) {
      const beat = `${beatsFolder}/${shard}/${name}`;
      if (owners.has(beat) || !(await isOld(beat))) continue;
      removed++;
      if (!dryRun) await files.remove(beat);
    }
  }
  return removed;
}

async function newestLeases(
  files: LeaseFiles,
  isOld: (file: string) => Promise<boolean>,
): Promise<NewestLease[]> {
  const all: NewestLease[] = [];
  for (const shard of await files.list('.')) {
    if (!/^[0-9a-f]{2}$/.test(shard)) continue;
    for (const [key, generation] of newest(await files.list(shard))) {
      const file = leaseFile(key, generation);
      all.push({ key, generation, record: parseLease(await files.read(file)), old: await isOld(file) });
    }
  }
  return all;
}
