import type { JsonObject } from '../../src/plan/plan.ts';
import type { Figure, Panel } from '../report-input.ts';
import { brief, capital, type Ends, extent, rounded } from './panel-parts.ts';

/** The value of two layers, in both orders. */
export type LayerCell = {
  /** Heading: epoch and settings; one panel each. */
  readonly panel: string;
  readonly layer: string;
  readonly layer_2: string;
  readonly value: number;
  /** Ends of the 95 % interval of a mean over trials; null for one. */
  readonly low: number | null;
  readonly high: number | null;
  readonly trials: number;
};

export interface LayerMap {
  readonly id: string;
  readonly title: string;
  /** Quantity with its unit. */
  readonly quantity: string;
  /** The layers in the order of the network. */
  readonly layers: readonly string[];
  readonly cells: readonly LayerCell[];
  /** Of two networks: the layers of the other one, in its order. */
  readonly seconds?: readonly string[];
  /** Whether values are means over all pairs of the trials' networks. */
  readonly pairs?: boolean;
  /** What the two are called. */
  readonly networks?: readonly [own: string, other: string];
  /** In each panel how many layers, of so many, are most alike with the corresponding one; empty where none corresponds. */
  readonly matched?: readonly { readonly panel: string; readonly found: number; readonly of: number }[];
}

/** Letters of names that stand beside each other. */
const mostLetters = 30;
/** The most layers whose cells still have room for their numbers. */
const mostLabelled = 9;

/** Colours of the cells, the same in light and dark: they carry their own background. */
const colours = ['#f3e9df', '#e4eef7', '#08519c'];

/**
 * A square of cells for each epoch, one for every two layers, or for each layer of one network with each of another; all panels share
 * the colour scale.
 */
export function layerMapFigure(chart: LayerMap): Figure {
  const panels = [...new Set(chart.cells.map((cell) => cell.panel))];
  const [, most] = extent(chart.cells.map(({ trials }) => trials));
  return {
    id: chart.id,
    title: chart.title,
    caption:
      `${capital(chart.quantity)} of ${pairsOf(chart)}, with one scale from 0 to 1 for all panels. Darker means more alike.` +
      `${most > 1 ? ` Means over ${chart.pairs ? `all pairs of ${most} networks` : `${most} trials`}.` : ''}${matchWords(chart)}`,
    alt: describe(chart, panels),
    legend: [],
    panels: panels.map((panel, at) => layerPanel(chart, panel, at === panels.length - 1)),
    scrubber: null,
    switches: [],
    choice: null,
    pictures: [],
    data: chart.cells,
  };
}

function pairsOf({ networks }: LayerMap): string {
  return networks ? `each layer of ${networks[0]} with each layer of ${networks[1]}` : 'every two layers';
}

/** How often the corresponding layer is the most similar one, panel by panel. */
function matchWords({ matched = [] }: LayerMap): string {
  if (matched.length === 0) return '';
  const shares = matched.map(
    ({ panel, found, of }) => `${panel} ${Math.round((100 * found) / of)} % (${found} of ${of})`,
  );
  return ` Layers of the one network whose most similar layer of the other is the corresponding one: ${shares.join(', ')}.`;
}

/** From 0 to 1, and below where values are. */
function endsOf({ cells }: LayerMap): Ends {
  const [least, most] = extent(cells.map((cell) => cell.value));
  return [Math.min(0, least), Math.max(1, most)];
}

function layerPanel(chart: LayerMap, panel: string, legend: boolean): Panel {
  const ends = endsOf(chart);
  const cells = chart.cells.filter((cell) => cell.panel === panel);
  const { seconds = chart.layers, networks } = chart;
  const axis = (field: 'layer' | 'layer_2') => ({
    field,
    type: 'ordinal',
    scale: { domain: field === 'layer' ? chart.layers : seconds },
    axis: {
      title: networks?.[field === 'layer' ? 0 : 1] ?? null,
      labelAngle: field === 'layer' && chart.layers.join('  ').length > mostLetters ? -45 : 0,
      labelLimit: 90,
      ticks: false,
      domain: false,
    },
  });
  const values = cells.map(({ panel: _, ...cell }) => ({
    ...cell,
    value: rounded(cell.value),
    low: rounded(cell.low),
    high: rounded(cell.high),
  }));
  const vegaLite: JsonObject = {
    data: { values },
    encoding: { x: axis('layer'), y: axis('layer_2') },
    layer: [
      cellMark(chart, ends, legend),
      ...(Math.max(chart.layers.length, seconds.length) > mostLabelled ? [] : [cellText()]),
    ],
  };
  return { title: panel, group: '', size: 'square', vegaLite };
}

/** @param legend whether the scale of all panels is shown beside this one */
function cellMark({ quantity }: LayerMap, ends: Ends, legend: boolean): JsonObject {
  return {
    mark: { type: 'rect', stroke: 'var(--panel)', strokeWidth: 1 },
    encoding: {
      color: {
        field: 'value',
        type: 'quantitative',
        scale: { domain: [ends[0] < 0 ? ends[0] : -0.001, 0, ends[1]], range: colours, zero: false },
        legend: legend
          ? { title: null, format: '.1f', gradientLength: 140, labelColor: 'var(--muted)', tickCount: 3 }
          : null,
      },
      tooltip: [
        { field: 'layer', type: 'nominal', title: 'layer' },
        { field: 'layer_2', type: 'nominal', title: 'and layer' },
        { field: 'value', type: 'quantitative', title: quantity, format: '.4f' },
        { field: 'low', type: 'quantitative', title: '95 % from', format: '.4f' },
        { field: 'high', type: 'quantitative', title: '95 % to', format: '.4f' },
        { field: 'trials', type: 'quantitative', title: 'trials' },
      ],
    },
  };
}

function cellText(): JsonObject {
  return {
    mark: { type: 'text', fontSize: 10 },
    encoding: {
      text: { field: 'value', type: 'quantitative', format: '.2f' },
      color: { condition: { test: 'datum.value > 0.5', value: '#ffffff' }, value: '#10263d' },
    },
  };
}

function describe(chart: LayerMap, panels: readonly string[]): string {
  const { cells, layers, quantity, networks } = chart;
  const place = (layer: string) => layers.indexOf(layer);
  const isPair = ({ layer, layer_2 }: LayerCell) => networks !== undefined || place(layer) < place(layer_2);
  const said = panels.slice(0, 8).map((panel) => {
    const pairs = cells.filter((cell) => cell.panel === panel && isPair(cell));
    const sorted = pairs.toSorted((a, b) => a.value - b.value);
    const [least, most] = [sorted[0]!, sorted.at(-1)!];
    return `${panel}: from ${brief(least.value)} (${least.layer} and ${least.layer_2}) to ${brief(most.value)} (${most.layer} and ${most.layer_2}).`;
  });
  return `Heat map of ${quantity} for ${pairsOf(chart)}. ${said.join(' ')}`;
}
