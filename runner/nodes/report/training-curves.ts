import { type TrainingCurves, trainingCurvesFigure } from '../../../reports/charts/training-curves.ts';
import { joinWords } from '../../../reports/data/join-words.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { ModelName, Where } from '../../../src/node/parameters.ts';
import { samplesOfCurve } from '../../../src/plan/recorded-samples.ts';
import { byCells } from '../../../src/table/by-cells.ts';
import type { Row } from '../../../src/table/columns.ts';
import { groupRows } from '../../../src/table/group-rows.ts';
import { lossesOf } from '../../../src/table/loss-unit.ts';
import { selectRows } from '../../../src/table/select-rows.ts';
import type { ReportContext } from '../../contract/report.ts';
import { distinctTrials } from '../../reporting/distinct-trials.ts';
import { epochMeans, epochTraces } from '../../reporting/epoch-means.ts';
import { differ } from '../../reporting/estimate-rows.ts';
import { seriesLabel, settingsLabel, settledAxes, settledRemark } from '../../reporting/settings-label.ts';

/**
 * Loss and accuracy on the training mini-batches and the test set over the training.
 *
 * @example
 * ```yaml
 * reports:
 *   training: { kind: training-curves, models: [lenet5] }
 * ```
 */
export interface Params {
  /**
   * Models that are drawn; all of them when left out.
   * @minItems 1
   */
  models?: ModelName[];
  /**
   * Axis over which means and intervals are taken.
   * @default "seed"
   */
  over?: string;
  /** Only these rows. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

export default defineNode({
  family: 'report',
  kind: 'training-curves',
  version: 1,
  inputs: [{ from: 'models', family: 'model', edge: 'table', accepts: ['network', 'forward'] }],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure =>
    trainingCurvesFigure({
      id: context.name,
      title: params.title ?? 'Training',
      loss: lossTitle(params, context),
      tested: testedWords(params, context),
      ...trainingPoints(params, distinctTrials(context, [])),
      remark: settledRemark(params.where ?? {}),
    }),
});

/** The points of the curves: one of each split and network, over the loss and over the accuracy. */
function trainingPoints(
  { models, over = 'seed', where = {} }: Params,
  context: ReportContext,
): Pick<TrainingCurves, 'points' | 'traces'> {
  const own = context.tables.training.filter((row) => models?.includes(String(row.model)) ?? true);
  const rows = selectRows(own, where, context.plan);
  const several = differ(rows, 'model');
  const networkOf = (row: Row) => {
    const settings = settingsLabel(row, context, over, ...settledAxes(row, where));
    return joinWords([several ? String(row.model) : '', settings], ', ');
  };
  const apart = ['split', 'trial', 'model', ...context.plan.axes.map(({ name }) => name)];
  const curves = groupRows(
    rows,
    byCells(apart, (row) => seriesLabel(String(row.split), networkOf(row))),
  );
  const measured = (['loss', 'accuracy'] as const).flatMap((measure) =>
    [...curves].map(([series, curve]) => {
      const names = { series, measure, split: String(curve[0]!.split) };
      return { curve, names, network: networkOf(curve[0]!) };
    }),
  );
  return {
    points: measured.flatMap(({ curve, names, network }) =>
      epochMeans(curve, names.measure).map((point) => ({ ...names, network, ...point })),
    ),
    traces: measured.flatMap(({ curve, names }) =>
      epochTraces(curve, names.measure).map((point) => ({ ...names, ...point })),
    ),
  };
}

/** What loss and accuracy of the test split are of: the test set, or what a recorder looked at, as far as its folder tells. */
function testedWords({ models }: Params, { plan }: ReportContext): string {
  const stages = plan.stages.filter(({ model }) => models?.includes(model.name) ?? true);
  const recorded = stages.filter((stage) => stage.recorded);
  if (recorded.length === 0) return 'the whole test set';
  const found = recorded.map((stage) => samplesOfCurve(stage, 'test'));
  const words = new Set(
    found.map((one) =>
      one ? `${one.n.toLocaleString('en')} recorded samples (${one.name})` : 'the curve as it was recorded',
    ),
  );
  const said = words.size === 1 ? [...words][0]! : 'the curves as they were recorded';
  return recorded.length < stages.length ? `the whole test set; of recorded networks ${said}` : said;
}

/** What the loss of the models is, with its unit. */
function lossTitle({ models }: Params, { plan }: ReportContext): string {
  const titles = lossesOf(plan, { models }).map((loss) =>
    loss === 'mse' ? 'squared error' : loss === 'cross-entropy' ? 'cross-entropy (nats)' : `loss (${loss})`,
  );
  return titles.join(' or ') || 'loss';
}
