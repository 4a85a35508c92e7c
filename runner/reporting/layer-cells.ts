import type { LayerCell } from '../../reports/charts/layer-map.ts';
import { epochNames } from '../../reports/data/epoch-names.ts';
import { joinWords } from '../../reports/data/join-words.ts';
import type { Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import type { ReportContext } from '../contract/report.ts';
import { distinctTrials } from './distinct-trials.ts';
import { differ, estimateRows } from './estimate-rows.ts';
import { seriesLabel, settingsLabel } from './settings-label.ts';
import { summarise } from './summarise.ts';

/** Values of pairs of layers, and the layers that they are of. */
export interface LayerCells {
  /** In the order of the network. */
  readonly layers: readonly string[];
  /** Each pair in both orders, and each layer with itself, which is 1. */
  readonly cells: readonly LayerCell[];
}

/**
 * Values of pairs of layers, as means over the seeds: layers of two trainings are the same places. Without `where.epoch` those of
 * the first and the last row. The second layer of a row is in `channel_2`, by its place in the network.
 */
export function layerCells(estimator: string, where: Where, whole: ReportContext): LayerCells {
  const context = distinctTrials(whole, [estimator]);
  const both = { epoch: ['first' as const, 'last' as const], ...where };
  const rows = estimateRows({ estimator, of: 'layers', where: both }, context).filter(
    (row) => row.channel_2 != null,
  );
  const nameOf = epochNames(rows.map((row) => Number(row.epoch)));
  const several = differ(rows, 'model');
  const second = (row: Row) => layerNamed(row, context);
  const panelOf = (row: Row) => {
    const name = joinWords([several ? String(row.model) : '', `epoch ${nameOf(Number(row.epoch))}`], ', ');
    return seriesLabel(name, settingsLabel(row, context, 'seed'));
  };
  const keyOf = (row: Row) => JSON.stringify([panelOf(row), row.layer, second(row)]);
  const means = summarise(rows, keyOf, { mean: (row) => Number(row.value) }).map(({ first: row, mean }) => {
    const { low, high, trials, value } = mean;
    const cell = { panel: panelOf(row), value, low, high, trials };
    return { row, cell, pair: [String(row.layer), second(row)] as const };
  });
  const places = new Map<string, number>();
  for (const { row, pair } of means) {
    places.set(pair[0], Number(row.layer_index));
    places.set(pair[1], Number(row.channel_2));
  }
  const layers = [...places].sort((a, b) => a[1] - b[1]).map(([name]) => name);
  const panels = new Map(means.map(({ cell }) => [cell.panel, cell.trials]));
  return {
    layers,
    cells: [
      ...means.flatMap(({ cell, pair: [layer, layer_2] }) => [
        { ...cell, layer, layer_2 },
        { ...cell, layer: layer_2, layer_2: layer },
      ]),
      ...[...panels].flatMap(([panel, trials]) =>
        layers.map((layer) => ({ panel, layer, layer_2: layer, value: 1, low: null, high: null, trials })),
      ),
    ],
  };
}

/** Name of the second layer of a row. */
function layerNamed({ model, channel_2 }: Row, { plan }: ReportContext): string {
  const stage = plan.stages.find((each) => each.model.name === model);
  return stage?.network.layers[Number(channel_2)]?.name ?? `layer ${channel_2}`;
}
