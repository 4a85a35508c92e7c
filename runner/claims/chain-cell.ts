import type { ClaimValue } from './claim-values.ts';

/** The values at one place of a chain: one for each seed, the mean of its rows there; empty when all are missing. */
export interface ChainCell {
  readonly seeds: readonly number[];
  readonly values: readonly number[];
}

/** The cell of rows that fall together. */
export function chainCell(rows: readonly ClaimValue[]): ChainCell {
  const bySeed = new Map<number, { sum: number; count: number }>();
  for (const { row, value } of rows) {
    if (value === null) continue;
    const seed = Number(row.seed);
    const known = bySeed.get(seed);
    if (known) {
      known.sum += value;
      known.count++;
    } else bySeed.set(seed, { sum: value, count: 1 });
  }
  return { seeds: [...bySeed.keys()], values: [...bySeed.values()].map(({ sum, count }) => sum / count) };
}

/** Rows by `key`, in the order in which the keys first come. */
export function groupValues(
  values: readonly ClaimValue[],
  key: (value: ClaimValue) => string,
): Map<string, ClaimValue[]> {
  const groups = new Map<string, ClaimValue[]>();
  for (const value of values) {
    const name = key(value);
    const known = groups.get(name);
    if (known) known.push(value);
    else groups.set(name, [value]);
  }
  return groups;
}
