import { pairMapFigure } from '../../../reports/charts/pair-map.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import type { ReportContext } from '../../contract/report.ts';
import { axisTitle } from '../../reporting/axis-title.ts';
import { filterPictures } from '../../reporting/filter-pictures.ts';
import { pairCells } from '../../reporting/pair-cells.ts';

/**
 * Heat maps of a value of every two feature maps of a layer, such as their redundancy, a panel for each layer and epoch, beside
 * pictures of the filters' weights. One training at a time: filters of two trainings have nothing to do with each other.
 *
 * @example
 * ```yaml
 * reports:
 *   pairs: { kind: filter-redundancy, estimator: pairwise, where: { layer: C1, epoch: [first, last] } }
 *   duplicates: { kind: filter-redundancy, estimator: pairwise, single: maps }
 *   together: { kind: filter-redundancy, estimator: synergy, where: { epoch: [first, last] } }
 * ```
 */
export interface Params {
  /** Estimator of a quantity of pairs of feature maps, such as `I(X;{Ti,Tj})` or `synergy(Y;{Ti,Tj})`. */
  estimator: EstimatorName;
  /**
   * Estimator of `I(X;Tc)` on the same rows: with it the redundancy of each pair is drawn, I(X;Ti) + I(X;Tj) - I(X;{Ti,Tj}),
   * which is negative for pairs that say more together.
   */
  single?: EstimatorName;
  /**
   * Whether the weights of the filters are drawn, of convolutions with up to 8,000 weights.
   * @default true
   */
  pictures?: boolean;
  /** Only these rows; the last row of the training when it names no epoch. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

const redundancySigns = { below: 'the two say more together', above: 'they say the same' };

/** Bounds are less their mean over permutations, so that 0 is what chance gives; other quantities have no middle. */
function boundSigns(quantity: string): typeof redundancySigns | null {
  if (!/^(synergy|redundancy)\(/.test(quantity)) return null;
  return { below: 'less than permutations give', above: 'more than permutations give' };
}

export default defineNode({
  family: 'report',
  kind: 'filter-redundancy',
  version: 1,
  inputs: [
    { from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] },
    { from: 'single', family: 'estimator', edge: 'table', accepts: ['estimates'] },
  ],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { estimator, single = null, where = {}, pictures = true } = params;
    const cells = pairCells({ estimator, single, where }, context);
    const quantity = axisTitle(estimator, context);
    const unit = / \([^()]*\)$/.exec(quantity)?.[0] ?? '';
    return pairMapFigure({
      id: context.name,
      title: params.title ?? 'Pairs of feature maps',
      quantity: single === null ? quantity : `redundancy I(X;Ti) + I(X;Tj) - I(X;{Ti,Tj})${unit}`,
      signs: single === null ? boundSigns(quantity) : redundancySigns,
      cells,
      pictures: pictures ? filterPictures(cells, estimator, where, context) : [],
    });
  },
});
