import type { Store } from './store.ts';

/** Milliseconds for which the names in a folder of the store count as known. */
const listingAge = 2_000;

/** Knows which results are kept without asking the file system for each of them: a folder of the store is listed at once. */
export interface KeptIndex {
  /** @param sure looks at the file system, whatever was known before */
  has(key: string, sure: boolean): Promise<boolean>;
}

/** @param now milliseconds of a clock that only goes forward */
export function createKeptIndex(store: Pick<Store, 'has' | 'keysLike'>, now: () => number): KeptIndex {
  const known = new Set<string>();
  const listed = new Map<string, number>();
  return {
    async has(key, sure) {
      if (known.has(key) && !sure) return true;
      const shard = key.slice(0, 2);
      const at = now();
      // a network file system may remember that a file was not there, until its folder is read anew
      if (sure || at - (listed.get(shard) ?? Number.NEGATIVE_INFINITY) >= listingAge) {
        listed.set(shard, at);
        for (const one of await store.keysLike(key)) known.add(one);
      }
      return sure ? store.has(key) : known.has(key);
    },
  };
}
