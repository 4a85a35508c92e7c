import type { JsonObject } from '../../src/plan/plan.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import type { Figure, Panel, Picture } from '../report-input.ts';
import { brief, capital, type Ends, extent, rounded } from './panel-parts.ts';

/** The value of two feature maps of a layer. */
export type PairCell = {
  /** Heading: layer, epoch and settings; one panel each. */
  readonly panel: string;
  readonly layer: string;
  readonly trial: string;
  readonly channel: number;
  readonly channel_2: number;
  readonly value: number;
};

export interface PairMap {
  readonly id: string;
  readonly title: string;
  /** Quantity with its unit. */
  readonly quantity: string;
  /** What a value below 0 and above it are, for a quantity of which 0 is the middle; null for others. */
  readonly signs: { readonly below: string; readonly above: string } | null;
  /** Both orders of each pair. */
  readonly cells: readonly PairCell[];
  /** The filters' weights. */
  readonly pictures: readonly Picture[];
}

/** The most maps whose cells still have room for their numbers, in a panel of a figure with few or with many. */
const [mostLabelled, mostLabelledSmall] = [8, 5];
/** Numbers of maps along an axis of a small panel: more would touch. */
const mostNamed = 6;
/** Panels from which on they are small. */
const manyPanels = 3;

/** Colours of the cells, the same in light and dark: they carry their own background. */
const oneWay = ['#e4eef7', '#08519c'];
const bothWays = ['#0a5aa0', '#f7f7f7', '#b84a00'];

/** A square of cells for each layer, one for every two feature maps; panels of one layer share the colour scale. */
export function pairMapFigure(chart: PairMap): Figure {
  const panels = [...new Set(chart.cells.map((cell) => cell.panel))];
  const trials = [...new Set(chart.cells.map((cell) => cell.trial))];
  const colours = chart.signs
    ? ` Orange: ${chart.signs.above}; blue: ${chart.signs.below}.`
    : ' Darker means a larger value.';
  const drawn = chart.pictures.length > 0;
  return {
    id: chart.id,
    title: chart.title,
    caption:
      `${capital(chart.quantity)} for each pair of feature maps, numbered from 0, with one scale per layer.${colours}` +
      `${trials.length > 1 ? ' One training at a time: the maps of two trainings have nothing to do with each other.' : ''}` +
      `${drawn ? ' The weights are those at the end: blue is negative, white 0, orange positive, with one scale per layer; the input channels are shown side by side.' : ''}`,
    alt: describe(chart, panels),
    legend: [],
    panels: panels.map((panel) => pairPanel(chart, panel, panels, trials[0]!)),
    scrubber: null,
    switches: [],
    choice:
      trials.length > 1
        ? {
            parameter: 'shown',
            label: 'show',
            options: trials.map((trial) => ({ value: trial, label: trial })),
          }
        : null,
    pictures: chart.pictures,
    data: chart.cells,
  };
}

/** Ends of the colour scale: panels of one layer share it. */
function endsOf({ cells, signs }: PairMap, layer: string): Ends {
  const [least, most] = extent(cells.filter((cell) => cell.layer === layer).map((cell) => cell.value));
  const furthest = Math.max(Math.abs(least), Math.abs(most));
  return signs ? [-furthest, furthest] : [least, most];
}

function pairPanel(chart: PairMap, panel: string, panels: readonly string[], shown: string): Panel {
  const cells = chart.cells.filter((cell) => cell.panel === panel);
  const { layer } = cells[0]!;
  const ends = endsOf(chart, layer);
  // panels of a layer share the scale: the last of them shows it
  const last = panels.findLast((one) => chart.cells.find((cell) => cell.panel === one)!.layer === layer);
  const maps = [...new Set(cells.flatMap((cell) => [cell.channel, cell.channel_2]))].sort((a, b) => a - b);
  const every = Math.ceil(maps.length / mostNamed);
  const named = maps.filter((_, at) => at % every === 0);
  const axis = (field: string) => ({
    field,
    type: 'ordinal',
    scale: { domain: maps },
    axis: {
      title: 'map',
      labelAngle: 0,
      labelOverlap: false,
      values: named,
      tickCount: named.length,
      ticks: false,
      domain: false,
    },
  });
  const labelled = panels.length > manyPanels ? mostLabelledSmall : mostLabelled;
  const format = ends[1] - ends[0] < 0.1 ? '.3f' : '.2f';
  const values = cells.map(({ panel: _, layer: __, ...cell }) => ({ ...cell, value: rounded(cell.value) }));
  const vegaLite: JsonObject = {
    data: { values },
    params: [{ name: 'shown', value: shown }],
    transform: [{ filter: 'datum.trial === shown' }],
    encoding: { x: axis('channel'), y: axis('channel_2') },
    layer: [
      cellMark(chart, ends, format, panel === last),
      ...(maps.length > labelled ? [] : [cellText(chart, ends, format)]),
    ],
  };
  return { title: panel, group: '', size: 'square', vegaLite };
}

function cellMark(chart: PairMap, ends: Ends, format: string, legend: boolean): JsonObject {
  const domain = chart.signs ? [ends[0], 0, ends[1]] : ends;
  return {
    mark: { type: 'rect', stroke: 'var(--panel)', strokeWidth: 1 },
    encoding: {
      color: {
        field: 'value',
        type: 'quantitative',
        scale: { domain, range: chart.signs ? bothWays : oneWay, zero: false },
        legend: legend
          ? { title: null, format, gradientLength: 140, labelColor: 'var(--muted)', tickCount: 3 }
          : null,
      },
      tooltip: [
        { field: 'channel', type: 'ordinal', title: 'map' },
        { field: 'channel_2', type: 'ordinal', title: 'and map' },
        { field: 'value', type: 'quantitative', title: chart.quantity, format: '.4f' },
        { field: 'trial', type: 'nominal', title: 'training' },
      ],
    },
  };
}

function cellText(chart: PairMap, [least, most]: Ends, format: string): JsonObject {
  const dark = chart.signs ? `abs(datum.value) > ${0.55 * most}` : `datum.value > ${(least + most) / 2}`;
  return {
    mark: { type: 'text', fontSize: 10 },
    encoding: {
      text: { field: 'value', type: 'quantitative', format },
      color: { condition: { test: dark, value: '#ffffff' }, value: '#10263d' },
    },
  };
}

function describe(chart: PairMap, panels: readonly string[]): string {
  const said = panels.slice(0, 8).flatMap((panel) => {
    const pairs = chart.cells.filter((cell) => cell.panel === panel && cell.channel < cell.channel_2);
    return [...groupRows(pairs, (cell) => cell.trial)].slice(0, 3).map(([trial, cells]) => {
      const sorted = [...cells].sort((a, b) => a.value - b.value);
      const [least, most] = [sorted[0]!, sorted.at(-1)!];
      const mean = cells.reduce((sum, cell) => sum + cell.value, 0) / cells.length;
      return `${panel}, ${trial}: mean ${brief(mean)}, from ${brief(least.value)} (maps ${least.channel} and ${least.channel_2}) to ${brief(most.value)} (maps ${most.channel} and ${most.channel_2}).`;
    });
  });
  return `Heat map of ${chart.quantity} for every two feature maps. ${said.join(' ')}`;
}
