import { groupRows } from '../../src/table/group-rows.ts';
import { meanInterval } from '../kernels/statistics/mean-interval.ts';

/** The mean of a group as a point of a figure has it, in the unit of the values. */
export interface Mean {
  readonly value: number;
  /** Ends of the 95 % interval; null for a single value. */
  readonly low: number | null;
  readonly high: number | null;
  /** Values behind it: the trials, where a group has one value a trial. */
  readonly trials: number;
}

/** A group of items as one: the first of them, which says where it stands, and a mean for each measure. */
export type Summary<Item, Measure extends string> = { readonly first: Item } & Readonly<
  Record<Measure, Mean>
>;

/**
 * Groups items and takes means over each group. Groups come in the order of their first items.
 *
 * @param keyOf items with the same key are one group
 * @param measures what means are taken of, by name
 * @example summarise(rows, (row) => String(row.layer), { mean: (row) => Number(row.value) })
 */
export function summarise<Item, Measure extends string>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  measures: Readonly<Record<Measure, (item: Item) => number>>,
): Summary<Item, Measure>[] {
  const named = Object.entries<(item: Item) => number>(measures);
  return [...groupRows(items, keyOf).values()].map((group) => {
    const means = named.map(([name, measure]) => [name, meanOf(group.map(measure))]);
    return { first: group[0]!, ...Object.fromEntries(means) };
  });
}

function meanOf(values: readonly number[]): Mean {
  const { mean, low, high, count } = meanInterval(values);
  return { value: mean, low, high, trials: count };
}
