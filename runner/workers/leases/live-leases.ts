import type { LeaseFiles } from './lease-files.ts';
import { leaseFile, newest, parseLease } from './lease-record.ts';
import type { ProcessMark } from './process-mark.ts';

/** A result that somebody is computing. */
export interface LiveLease {
  /** Key of the result. */
  readonly key: string;
  readonly owner: string;
  readonly run: string;
}

/**
 * The leases that are held. One whose owner may be dead on another machine counts as held: that cannot be told in one look.
 */
export async function liveLeases(
  files: LeaseFiles,
  hasEnded: (mark: ProcessMark) => boolean | null,
): Promise<LiveLease[]> {
  const live: LiveLease[] = [];
  for (const shard of await files.list('.')) {
    if (!/^[0-9a-f]{2}$/.test(shard)) continue;
    for (const [key, generation] of newest(await files.list(shard))) {
      const record = parseLease(await files.read(leaseFile(key, generation)));
      if (record?.state !== 'held') continue;
      const ended = record.process ? hasEnded(record.process) : null;
      if (ended !== true) live.push({ key, owner: record.owner, run: record.run });
    }
  }
  return live;
}
