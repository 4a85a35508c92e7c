import type { LayerMap } from '../../reports/charts/layer-map.ts';
import { epochNames } from '../../reports/data/epoch-names.ts';
import { joinWords } from '../../reports/data/join-words.ts';
import type { Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import type { ReportContext } from '../contract/report.ts';
import { distinctTrials } from './distinct-trials.ts';
import { differ, rowsOfPairs } from './estimate-rows.ts';
import { isOfSeeds, pairMeans } from './pair-means.ts';
import { seriesLabel, settingsLabel } from './settings-label.ts';
import { summarise } from './summarise.ts';

/** Values of the layers of two networks, and how often the corresponding layer is the most similar one. */
export type BetweenCells = Required<
  Pick<LayerMap, 'layers' | 'seconds' | 'cells' | 'networks' | 'matched' | 'pairs'>
>;

/**
 * Values of each layer of one network with each of another: of two models as means over the seeds, of seeds as means over all pairs.
 * Without `where.epoch` those of the first and the last row.
 */
export function betweenCells(estimator: string, where: Where, whole: ReportContext): BetweenCells {
  const context = distinctTrials(whole, [estimator]);
  const both = { epoch: ['first' as const, 'last' as const], ...where };
  const rows = rowsOfPairs({ estimator, where: both }, context).filter(({ layer_2 }) => layer_2 != null);
  const nameOf = epochNames(rows.map((row) => Number(row.epoch)));
  const several = differ(rows, 'model') || differ(rows, 'model_2');
  const panelOf = (row: Row) => {
    const models = several ? `${row.model} and ${row.model_2}` : '';
    const name = joinWords([models, `epoch ${nameOf(Number(row.epoch))}`], ', ');
    return seriesLabel(name, settingsLabel(row, context, 'seed'));
  };
  const keyOf = (row: Row) => JSON.stringify([panelOf(row), row.layer, row.layer_2]);
  const means = summarise(pairMeans(rows), keyOf, { mean: (row) => Number(row.value) });
  const [layers, seconds] = [inOrder(rows, 'layer'), inOrder(rows, 'layer_2')];
  return {
    layers,
    seconds,
    networks: networksOf(rows[0], several),
    pairs: rows.some(isOfSeeds),
    cells: means.map(({ first: row, mean: { value, low, high, trials } }) => {
      return {
        panel: panelOf(row),
        layer: String(row.layer),
        layer_2: String(row.layer_2),
        value,
        low,
        high,
        trials,
      };
    }),
    matched: layers.length === seconds.length ? matchesOf(rows, panelOf, layers, seconds) : [],
  };
}

/** Layers as the probe lists them. */
function inOrder(rows: readonly Row[], column: 'layer' | 'layer_2'): string[] {
  return [...new Set(rows.map((row) => String(row[column])))];
}

/** What the axes are called. */
function networksOf(row: Row | undefined, several: boolean): readonly [string, string] {
  if (!row || several) return ['one network', 'the other network'];
  const { model, model_2 } = row;
  if (isOfSeeds(row)) return [`${model}, one seed`, `${model_2}, another seed`];
  return [String(model), String(model_2)];
}

/**
 * In each panel, of the layers of all networks whose values are all there the share whose most similar layer of the other network is the
 * one at the same place.
 */
function matchesOf(
  rows: readonly Row[],
  panelOf: (row: Row) => string,
  layers: readonly string[],
  seconds: readonly string[],
): BetweenCells['matched'] {
  return [...groupRows(rows, panelOf)].flatMap(([panel, own]) => {
    const each = groupRows(own, ({ trial, seed_2, layer }) => JSON.stringify([trial, seed_2, layer]));
    const whole = [...each.values()].filter((values) => values.length === seconds.length);
    const found = whole.filter((values) => {
      const most = values.reduce((best, row) => (Number(row.value) > Number(best.value) ? row : best));
      return seconds.indexOf(String(most.layer_2)) === layers.indexOf(String(most.layer));
    });
    return whole.length === 0 ? [] : [{ panel, found: found.length, of: whole.length }];
  });
}
