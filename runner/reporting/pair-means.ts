import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { plainRow } from '../../src/table/row-view.ts';
import { pairPseudoValues } from '../kernels/statistics/pair-pseudo-values.ts';

/** Columns that differ between the trials of a mean over seeds. */
const ofTrials: readonly string[] = [
  'trial',
  'seed',
  'seed_2',
  'value',
  'stderr',
  'flag',
  'iteration',
  'sigma_x',
  'sigma_t',
];

/**
 * Rows of comparisons between seeds as one row a trial: its mean over the other seeds, as the pseudo-value of the mean over all pairs
 * (see `pairPseudoValues`), so that means over trials and their intervals are those of pairs. Of two seeds, which are one pair, the first
 * trial's. Other rows are left as they are.
 */
export function pairMeans(rows: readonly Row[]): readonly Row[] {
  if (!rows.some(isOfSeeds)) return rows;
  const own = groupRows(rows.filter(isOfSeeds), (row) => JSON.stringify([row.trial, placeOf(row)]));
  const means = [...own.values()].map((pairs): Row => {
    const value = pairs.reduce((sum, row) => sum + Number(row.value), 0) / pairs.length;
    return { ...plainRow(pairs[0]!), value, seed_2: null };
  });
  const merged = [...groupRows(means, placeOf).values()].flatMap((trials) => {
    const values = pairPseudoValues(trials.map(({ value }) => Number(value)));
    return values.length === 0
      ? trials.slice(0, 1)
      : trials.map((row, at): Row => ({ ...row, value: values[at]! }));
  });
  return [...rows.filter((row) => !isOfSeeds(row)), ...merged];
}

/** Whether a row compares networks of two seeds. */
export function isOfSeeds({ seed, seed_2 }: Row): boolean {
  return seed_2 != null && seed_2 !== seed;
}

/** What is the same in all trials of a mean over seeds. */
function placeOf(row: Row): string {
  return JSON.stringify(Object.entries(plainRow(row)).filter(([name]) => !ofTrials.includes(name)));
}
