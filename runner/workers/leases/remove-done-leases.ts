import type { LeaseFiles } from './lease-files.ts';
import { leaseFile, leaseShard, newest, parseLease } from './lease-record.ts';
import type { ProcessMark } from './process-mark.ts';

/** Looks at leases whose owners are about to say that they are done, and the milliseconds between two of them. */
const mostLooks = 50;
const pause = 100;

/**
 * Removes the leases on results that are kept, when everybody has seen them. An owner that has kept its result, but not yet
 * said so, is given some seconds to: what it says later would stay. What another worker holds after that is left to it.
 */
export async function removeDoneLeases(
  files: LeaseFiles,
  keys: Iterable<string>,
  { hasEnded, sleep }: LookAgain,
): Promise<void> {
  let left = new Set(keys);
  for (let look = 0; look < mostLooks && left.size > 0; look++) {
    if (look > 0) await sleep(pause);
    left = await removeDone(files, left, hasEnded);
  }
}

interface LookAgain {
  readonly hasEnded: (mark: ProcessMark) => boolean | null;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** @returns keys of the leases that are held */
async function removeDone(
  files: LeaseFiles,
  keys: ReadonlySet<string>,
  hasEnded: LookAgain['hasEnded'],
): Promise<Set<string>> {
  const held = new Set<string>();
  for (const shard of new Set([...keys].map(leaseShard))) {
    for (const [key, generation] of newest(await files.list(shard))) {
      if (!keys.has(key)) continue;
      const record = parseLease(await files.read(leaseFile(key, generation)));
      const mayGo = record?.state === 'done' || (record?.process && hasEnded(record.process));
      if (!mayGo) held.add(key);
      else await removeLease(files, key, generation);
    }
  }
  return held;
}

/** Removes the files of all generations of a lease, the newest one last: until then it says who has it. */
export async function removeLease(files: LeaseFiles, key: string, newestOne: number): Promise<void> {
  for (let old = 1; old <= newestOne; old++) await files.remove(leaseFile(key, old));
}
