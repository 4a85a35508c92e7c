import type { EpochTrace, EpochValue } from '../../reports/charts/curve-data.ts';
import { thinMoments } from '../../reports/data/thin-rows.ts';
import type { Row } from '../../src/table/columns.ts';
import { trialValue } from './pair-means.ts';
import { summarise } from './summarise.ts';

/** Most points of a curve. */
const mostPoints = 300;

/** Most points of a single trial's. */
const mostOfTrial = 80;

/**
 * A curve over the training: the mean of the rows of each iteration, in the order of the iterations; of more than 300 that
 * many, denser at the beginning. It ends where the shortest of the trials does: what is the mean of fewer is not of the same curve.
 * @param rows those of one curve, in any order
 * @param column what is drawn; rows without a number there do not count
 */
export function epochMeans(rows: readonly Row[], column: string): Omit<EpochValue, 'series'>[] {
  const known = ofAllTrials(rows.filter((row) => typeof row[column] === 'number'));
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

/**
 * The trials behind such a curve, each as far as it goes, with at most 80 points; none of a single trial.
 * @param rows those of one curve, in any order
 */
export function epochTraces(rows: readonly Row[], column: string): Omit<EpochTrace, 'series'>[] {
  const known = rows.filter((row) => typeof row[column] === 'number');
  if (new Set(known.map(({ trial }) => trial)).size < 2) return [];
  return thinMoments(known, mostOfTrial).map((row) => ({
    trial: String(row.trial),
    epoch: Number(row.epoch),
    value: column === 'value' ? trialValue(row) : Number(row[column]),
  }));
}

/** The rows up to the last iteration that every trial reached. */
function ofAllTrials(rows: readonly Row[]): readonly Row[] {
  const last = new Map<Row[string], number>();
  for (const { trial = null, iteration } of rows)
    last.set(trial, Math.max(last.get(trial) ?? 0, Number(iteration)));
  const shortest = [...last.values()].reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  return rows.filter(({ iteration }) => Number(iteration) <= shortest);
}
