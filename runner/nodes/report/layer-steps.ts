import { type LayerStep, layerStepsFigure } from '../../../reports/charts/layer-steps.ts';
import { epochNames } from '../../../reports/data/epoch-names.ts';
import { joinWords } from '../../../reports/data/join-words.ts';
import { keptMoments } from '../../../reports/data/thin-rows.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import type { Row } from '../../../src/table/columns.ts';
import { groupRows } from '../../../src/table/group-rows.ts';
import { rowsOfTrials } from '../../../src/table/rows-of-trials.ts';
import { selectRows } from '../../../src/table/select-rows.ts';
import { layerOrder } from '../../claims/cases/layer-order.ts';
import type { ReportContext } from '../../contract/report.ts';
import { distinctTrials } from '../../reporting/distinct-trials.ts';
import { estimateRows } from '../../reporting/estimate-rows.ts';
import { trialValue } from '../../reporting/pair-means.ts';
import { settingsLabel } from '../../reporting/settings-label.ts';

/**
 * The change of a value from each layer to the next, as claims about the order of the layers look at it: a dot for each trial and row,
 * a dashed line at the tolerance of the claim, and what lies beyond it ringed. A step of 0.02 bits, which cannot be seen on an axis
 * of 6, is seen here.
 *
 * A panel stands for the claims `non-increasing` and `non-decreasing` along the layers that judge the same steps by the same tolerance;
 * an estimator without one has a panel without a line. Only steps between neighbours are drawn; a claim also looks at layers that are
 * further apart.
 *
 * @example
 * ```yaml
 * reports:
 *   steps: { kind: layer-steps, estimators: [IXT, IDD] }
 *   at-the-end: { kind: layer-steps, estimators: [IXT], where: { epoch: last } }
 * ```
 */
export interface Params {
  /**
   * Estimators whose steps are drawn.
   * @minItems 1
   */
  estimators: EstimatorName[];
  /** Only these rows, besides what the claims leave. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

/** Most moments of a training that have a dot. */
const mostMoments = 60;

export default defineNode({
  family: 'report',
  kind: 'layer-steps',
  version: 1,
  inputs: [{ from: 'estimators', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run: ({ estimators, where = {}, title }: Params, context: ReportContext): Figure =>
    layerStepsFigure({
      id: context.name,
      title: title ?? 'Change from layer to layer',
      steps: estimators.flatMap((estimator) =>
        judgements(estimator, context).flatMap((judgement) => stepsOf(judgement, where, context)),
      ),
    }),
});

/** Steps of an estimator as claims judge them. */
interface Judgement {
  readonly estimator: string;
  /** Names of the claims; none for an estimator without one. */
  readonly claims: readonly string[];
  /** Whether a fall breaks them, as it does `non-decreasing`; a rise else. */
  readonly falls: boolean;
  /** Null without a claim. */
  readonly tolerance: number | null;
  readonly where: Where;
  readonly trials?: readonly string[] | undefined;
}

/** What the claims along the layers say of an estimator, those that judge alike together. */
function judgements(estimator: string, { plan }: ReportContext): Judgement[] {
  const about = plan.claims.filter(
    ({ expect, params }) =>
      (expect === 'non-increasing' || expect === 'non-decreasing') &&
      params.estimator === estimator &&
      (params.along ?? 'layer') === 'layer',
  );
  const alike = groupRows(about, ({ expect, params, trials }) =>
    JSON.stringify([expect, params.tolerance ?? 0, params.where ?? {}, trials ?? null]),
  );
  if (alike.size === 0) return [{ estimator, claims: [], falls: false, tolerance: null, where: {} }];
  return [...alike.values()].map((claims) => {
    const { expect, params, trials } = claims[0]!;
    const { tolerance = 0, where = {} } = params as { readonly tolerance?: number; readonly where?: Where };
    const falls = expect === 'non-decreasing';
    return { estimator, claims: claims.map(({ name }) => name), falls, tolerance, where, trials };
  });
}

function stepsOf(judgement: Judgement, where: Where, context: ReportContext): LayerStep[] {
  const { estimator, claims, falls, tolerance, where: own, trials } = judgement;
  const narrow = distinctTrials(context, [estimator]);
  const all = estimateRows({ estimator, of: 'layers', where: own }, narrow);
  const chosen = selectRows(rowsOfTrials(all, trials), where, context.plan);
  const moments = new Set(keptMoments(chosen, mostMoments));
  const rows = chosen.filter(({ iteration }) => moments.has(Number(iteration)));
  const order = layerOrder(context.plan, estimator);
  const nameOf = epochNames(rows.map(({ epoch }) => Number(epoch)));
  const limit = tolerance === null ? null : falls ? -tolerance : tolerance;
  const chains = groupRows(rows, ({ trial, model, iteration }) => JSON.stringify([trial, model, iteration]));
  return [...chains.values()].flatMap((chain) => {
    const inOrder = [...chain].sort((a, b) => placeOf(a, order) - placeOf(b, order));
    return inOrder.slice(1).map((row, at): LayerStep => {
      const change = trialValue(row) - trialValue(inOrder[at]!);
      const panel = joinWords(
        [claims.length > 0 ? claims.join(' and ') : estimator, settingsLabel(row, narrow, 'seed')],
        ', ',
      );
      return {
        panel,
        estimator,
        quantity: String(row.quantity),
        unit: String(row.unit ?? ''),
        step: `${inOrder[at]!.layer} → ${row.layer}`,
        change,
        limit,
        falls,
        breaks: limit !== null && (falls ? change < limit : change > limit),
        trial: String(row.trial),
        epoch: `epoch ${nameOf(Number(row.epoch))}`,
        iteration: Number(row.iteration),
      };
    });
  });
}

function placeOf({ layer }: Row, order: readonly string[]): number {
  return order.indexOf(String(layer));
}
