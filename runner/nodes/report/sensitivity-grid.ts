import { settingGridFigure } from '../../../reports/charts/setting-grid.ts';
import type { Figure } from '../../../reports/report-input.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { EstimatorName, Where } from '../../../src/node/parameters.ts';
import type { ReportContext } from '../../contract/report.ts';
import { axisTitle } from '../../reporting/axis-title.ts';
import { axisPath, claimGrid, estimateGrid, type GridAxes } from '../../reporting/grid-cells.ts';

/**
 * What becomes of claims, or of a value, when settings change: a grid over axes of the matrix, coloured, with the numbers in it.
 * With one axis the lines are the claims, or the layers; with two, each claim or layer has a panel.
 *
 * @example
 * ```yaml
 * reports:
 *   fragile: { kind: sensitivity-grid, x: reading }
 *   survives: { kind: sensitivity-grid, claims: [forward-dpi], x: alpha, y: bandwidth }
 *   values: { kind: sensitivity-grid, estimator: IXT, x: alpha, y: bandwidth, where: { layer: [C1, F2] } }
 * ```
 */
export interface Params {
  /**
   * Claims whose verdicts are drawn: how many of the trials at each setting hold. All claims when this and `estimator` are left
   * out.
   * @minItems 1
   */
  claims?: string[];
  /** Estimator whose values are drawn instead, the mean over the trials at each setting. */
  estimator?: EstimatorName;
  /** Axis of the matrix drawn from left to right. */
  x: string;
  /** Axis of the matrix drawn from top to bottom; claims or layers when left out. */
  y?: string;
  /** Only these rows of the estimator; the last row of the training when it names no epoch. */
  where?: Where;
  /** Heading of the figure. */
  title?: string;
}

export default defineNode({
  family: 'report',
  kind: 'sensitivity-grid',
  version: 1,
  inputs: [{ from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run: (params: Params, context: ReportContext): Figure => {
    const { estimator, where = {}, claims = claimNames(context) } = params;
    const axes: GridAxes = {
      x: axisPath(params.x, context),
      y: params.y === undefined ? null : axisPath(params.y, context),
    };
    const shares = estimator === undefined;
    const grid = shares ? claimGrid(claims, axes, context) : estimateGrid(estimator, where, axes, context);
    return settingGridFigure({
      id: context.name,
      title:
        params.title ?? (shares ? 'Which claims hold where' : `${axisTitle(estimator, context)} by setting`),
      x: nameOf(axes.x),
      y: axes.y === null ? (shares ? 'claim' : 'layer') : nameOf(axes.y),
      ...grid,
      about: shares
        ? 'trials in which the claim holds, of those in which it says something'
        : `mean ${axisTitle(estimator, context)} over the trials`,
      shares,
    });
  },
});

function claimNames({ plan }: ReportContext): string[] {
  return [...new Set(plan.claims.map(({ name }) => name))];
}

function nameOf(path: string): string {
  return path.split('.').at(-1)!;
}
