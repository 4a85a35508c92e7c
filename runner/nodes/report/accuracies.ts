import { type DotRow, dotRowsFigure } from '../../../reports/charts/dot-rows.ts';
import { joinWords } from '../../../reports/data/join-words.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { ModelName, Where } from '../../../src/node/parameters.ts';
import { byCells } from '../../../src/table/by-cells.ts';
import type { Row } from '../../../src/table/columns.ts';
import { groupRows } from '../../../src/table/group-rows.ts';
import { selectRows } from '../../../src/table/select-rows.ts';
import type { ReportContext } from '../../contract/report.ts';
import { meanInterval } from '../../kernels/statistics/mean-interval.ts';
import { distinctTrials } from '../../reporting/distinct-trials.ts';
import { differ } from '../../reporting/estimate-rows.ts';
import { settingsLabel, settledAxes, settledRemark } from '../../reporting/settings-label.ts';

/**
 * Accuracies of models and settings beside each other: one line each, with a dot for each trial and the mean with its 95 % interval.
 *
 * @example
 * ```yaml
 * reports:
 *   accuracies: { kind: accuracies }
 *   before-and-after: { kind: accuracies, models: [redundant, random], where: { epoch: [first, last] } }
 * ```
 */
export interface Params {
  /**
   * Models that are drawn, in this order; all of them when left out.
   * @minItems 1
   */
  models?: ModelName[];
  /**
   * Whose accuracy: that of the whole test set, or of the training mini-batches.
   * @default "test"
   */
  split?: 'test' | 'train';
  /**
   * Axis over which means and intervals are taken.
   * @default "seed"
   */
  over?: string;
  /** Only these rows; those of the last row of the training when it names no epoch. A panel for each epoch. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

export default defineNode({
  family: 'report',
  kind: 'accuracies',
  version: 1,
  inputs: [{ from: 'models', family: 'model', edge: 'table', accepts: ['network', 'forward'] }],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { split = 'test', where = {}, title } = params;
    return dotRowsFigure({
      id: context.name,
      title: title ?? 'Accuracies',
      about: `Accuracy on the ${split === 'test' ? 'test set' : 'training mini-batches'}.${settledRemark(where)}`,
      rows: accuracyRows(params, distinctTrials(context, [])),
      axisOf: () => 'accuracy (share of samples)',
      possible: [0, 1],
      aroundZero: false,
    });
  },
});

/** A line for each model and setting, a panel for each epoch that a study names. */
function accuracyRows(
  { models, split = 'test', over = 'seed', where = {} }: Params,
  context: ReportContext,
): DotRow[] {
  const own = context.tables.training.filter(
    (row) =>
      row.split === split &&
      typeof row.accuracy === 'number' &&
      (models?.includes(String(row.model)) ?? true),
  );
  const rows = inOrder(selectRows(own, { epoch: 'last', ...where }, context.plan), models);
  const [several, points] = [differ(rows, 'model'), [where.epoch ?? 'last'].flat().length];
  const apart = ['trial', 'model', 'epoch', ...context.plan.axes.map(({ name }) => name)];
  const lineOf = byCells(apart, (row) => ({
    panel: points > 1 ? `epoch ${Number(Number(row.epoch).toPrecision(4))}` : '',
    row: nameOf(row, several, over, where, context),
  }));
  const lines = groupRows(rows, (row) => JSON.stringify(lineOf(row)));
  return [...lines.values()].map((line): DotRow => {
    const dots = line.map((row) => Number(row.accuracy));
    const { mean, low, high, count } = meanInterval(dots);
    const ends =
      low === null || high === null ? { low, high } : { low: Math.max(0, low), high: Math.min(1, high) };
    return { ...lineOf(line[0]!), series: '', value: mean, ...ends, trials: count, dots };
  });
}

function nameOf(row: Row, several: boolean, over: string, where: Where, context: ReportContext): string {
  const settings = settingsLabel(row, context, over, ...settledAxes(row, where));
  return joinWords([several || settings === '' ? String(row.model) : '', settings], ', ');
}

/** The rows by the order in which models are named. */
function inOrder(rows: readonly Row[], models: readonly string[] | undefined): readonly Row[] {
  if (!models) return rows;
  const place = ({ model }: Row) => models.indexOf(String(model));
  return [...rows].sort((a, b) => place(a) - place(b));
}
