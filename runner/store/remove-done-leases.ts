import type { LeaseFiles } from './lease-files.ts';
import { leaseFile, leaseShard, newest, parseLease } from './lease-record.ts';

/** Removes the marks of leases that were completed, when everybody has seen the results. */
export async function removeDoneLeases(files: LeaseFiles, keys: Iterable<string>): Promise<void> {
  const wanted = new Set(keys);
  for (const shard of new Set([...wanted].map(leaseShard))) {
    for (const [key, generation] of newest(await files.list(shard))) {
      if (!wanted.has(key)) continue;
      if (parseLease(await files.read(leaseFile(key, generation)))?.state !== 'done') continue;
      for (let old = generation; old >= 1; old--) await files.remove(leaseFile(key, old));
    }
  }
}
