import type { FinishedRun } from '../../runner/reporting/make-report.ts';
import type { Row } from '../../src/table/columns.ts';
import { syntheticRun } from './synthetic-run.ts';

/** Path of the axis of a varied run. */
export const filtersAxis = 'models.lenet5.layers.C1.filters';

/** A run with trials that differ in the filters of C1; pairs of maps among the estimates. */
export function variedRun(
  filters: readonly number[] = [],
  shape: { readonly iterations?: readonly number[] } = {},
): FinishedRun {
  const run = syntheticRun({ seeds: Math.max(1, filters.length), ...shape });
  const setting = (row: Row): Row =>
    filters.length === 0 ? row : { ...row, [filtersAxis]: filters[Number(row.seed) - 1]! };
  const pairs = [0, 1, 2].flatMap((a) =>
    [a + 1, a + 2].flatMap((b): Row[] =>
      b > 2
        ? []
        : [0, 469].map((iteration) => ({
            ...run.tables.estimates[0]!,
            estimator: 'pairs',
            iteration,
            epoch: iteration / 469,
            channel: a,
            channel_2: b,
            value: 1 + a + b + iteration / 1000,
          })),
    ),
  );
  const tables = {
    ...run.tables,
    axes: filters.length > 0 ? [filtersAxis] : [],
    estimates: [...run.tables.estimates, ...pairs].map(setting),
    training: run.tables.training.map(setting),
  };
  const axes =
    filters.length > 0
      ? [{ name: filtersAxis, path: filtersAxis, values: filters, retrains: true }]
      : run.plan.axes;
  const trials = run.plan.trials.map((trial) =>
    filters.length === 0
      ? trial
      : { ...trial, settings: { ...trial.settings, [filtersAxis]: filters[trial.seed - 1]! } },
  );
  return { ...run, plan: { ...run.plan, axes, trials }, tables };
}
