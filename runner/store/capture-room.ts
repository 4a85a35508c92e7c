import type { CaptureFacts, StoredCaptures } from './stored-captures.ts';

type Captures = Pick<StoredCaptures, 'all' | 'remove'>;

/**
 * Removes captures that are not pinned, least recently used first, until those that are left and `wanted` further bytes keep within
 * a budget. Other processes may do so at the same time.
 * @returns those that went
 */
export async function makeCaptureRoom(
  captures: Captures,
  wanted: number,
  budget: number,
): Promise<readonly CaptureFacts[]> {
  const going = beyondBudget(await captures.all(), wanted, budget);
  for (const { key } of going) await captures.remove(key);
  return going;
}

/** Of captures those that go first until the others, with `wanted` further bytes, keep within a budget. */
export function beyondBudget(
  all: readonly CaptureFacts[],
  wanted: number,
  budget: number,
): readonly CaptureFacts[] {
  const free = all
    .filter(({ pinned }) => !pinned)
    .sort((a, b) => a.used - b.used || (a.key < b.key ? -1 : 1));
  let bytes = free.reduce((sum, one) => sum + one.bytes, wanted);
  const going: CaptureFacts[] = [];
  for (const one of free) {
    if (bytes <= budget) break;
    going.push(one);
    bytes -= one.bytes;
  }
  return going;
}
