import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { plainRow } from '../../src/table/row-view.ts';
import { pairPseudoValues } from '../kernels/statistics/pair-pseudo-values.ts';

/** Where a pseudo-value stands, the mean that it is of. */
const ofTrial = 'value of trial';

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
 * Rows of comparisons between seeds as one row a trial: its mean over all pairs of its network, both ways, as the pseudo-value of the mean over all pairs
 * (see `pairPseudoValues`), so that means over trials and their intervals are those of pairs. Of two seeds, which are one pair, the first
 * trial's. Other rows are left as they are.
 */
export function pairMeans(rows: readonly Row[]): readonly Row[] {
  if (!rows.some(isOfSeeds)) return rows;
  const merged = [...groupRows(rows.filter(isOfSeeds), placeOf).values()].flatMap((pairs) => {
    const trials = trialMeans(pairs);
    const values = pairPseudoValues(trials.map(({ value }) => Number(value)));
    return values.length === 0
      ? trials.slice(0, 1)
      : trials.map((row, at): Row => ({ ...row, value: values[at]!, [ofTrial]: row.value ?? null }));
  });
  return [...rows.filter((row) => !isOfSeeds(row)), ...merged];
}

/** What is drawn of a trial by itself: its value, and of a mean over pairs that of its own network's. */
export function trialValue(row: Row): number {
  return Number(row[ofTrial] ?? row.value);
}

/** A row for each trial of some pairs, with the mean over those of its network, both ways. */
function trialMeans(pairs: readonly Row[]): Row[] {
  const first = new Map<Row[string] | undefined, Row>();
  for (const row of pairs) if (!first.has(row.seed)) first.set(row.seed, row);
  return [...first].map(([seed, row]): Row => {
    const own = pairs.filter((pair) => pair.seed === seed || pair.seed_2 === seed);
    const value = own.reduce((sum, pair) => sum + Number(pair.value), 0) / own.length;
    return { ...plainRow(row), value, seed_2: null };
  });
}

/** Whether a row compares networks of two seeds. */
export function isOfSeeds({ seed, seed_2 }: Row): boolean {
  return seed_2 != null && seed_2 !== seed;
}

/** What is the same in all trials of a mean over seeds. */
function placeOf(row: Row): string {
  return JSON.stringify(Object.entries(plainRow(row)).filter(([name]) => !ofTrials.includes(name)));
}
