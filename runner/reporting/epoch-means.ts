import type { EpochValue } from '../../reports/charts/epoch-curves.ts';
import { thinMoments } from '../../reports/data/thin-rows.ts';
import type { Row } from '../../src/table/columns.ts';
import { summarise } from './summarise.ts';

/** Most points of a curve. */
const mostPoints = 300;

/**
 * A curve over the training: the mean of the rows of each iteration, in the order of the iterations; of more than 300 that
 * many, denser at the beginning.
 * @param rows those of one curve, in any order
 * @param column what is drawn; rows without a number there do not count
 */
export function epochMeans(rows: readonly Row[], column: string): Omit<EpochValue, 'series'>[] {
  const known = rows.filter((row) => typeof row[column] === 'number');
  const inOrder = [...thinMoments(known, mostPoints)].sort(
    (a, b) => Number(a.iteration) - Number(b.iteration),
  );
  const means = summarise(inOrder, (row) => String(row.iteration), { mean: (row) => row[column] as number });
  return means.map(({ first, mean }) => ({
    epoch: first.epoch as number,
    iteration: first.iteration as number,
    ...mean,
  }));
}
