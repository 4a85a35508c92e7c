import type { JsonObject } from '../../src/plan/plan.ts';
import type { Figure, Panel } from '../report-input.ts';
import { brief } from './panel-parts.ts';

/** The value of two feature maps of a layer. */
export type PairCell = {
  /** Heading: layer, epoch and settings; one panel each. */
  readonly panel: string;
  readonly channel: number;
  readonly channel_2: number;
  readonly value: number;
  readonly trials: number;
};

export interface PairMap {
  readonly id: string;
  readonly title: string;
  /** Quantity with its unit. */
  readonly quantity: string;
  /** Both orders of each pair. */
  readonly cells: readonly PairCell[];
  /** Whether cells with one's own map are absent. */
  readonly remark: string;
}

/** The most maps whose cells still have room for their numbers. */
const mostLabelled = 8;

/** A square of cells for each layer, one for every two feature maps; all panels share the colour scale. */
export function pairMapFigure(chart: PairMap): Figure {
  const panels = [...new Set(chart.cells.map((cell) => cell.panel))];
  const values = chart.cells.map((cell) => cell.value);
  const ends = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const,
  );
  return {
    id: chart.id,
    title: chart.title,
    caption: `${chart.quantity} of every two feature maps, numbered from 0; darker is more, on one scale for all panels.${chart.remark}`,
    alt: describe(chart, panels),
    legend: [],
    panels: panels.map((panel) => pairPanel(chart, panel, ends)),
    scrubber: null,
    switches: [],
    data: chart.cells,
  };
}

function pairPanel(chart: PairMap, panel: string, ends: readonly [number, number]): Panel {
  const cells = chart.cells.filter((cell) => cell.panel === panel);
  const maps = [...new Set(cells.flatMap((cell) => [cell.channel, cell.channel_2]))].sort((a, b) => a - b);
  const axis = (field: string) => ({
    field,
    type: 'ordinal',
    scale: { domain: maps },
    axis: { title: 'map', labelAngle: 0, ticks: false, domain: false },
  });
  const format = ends[1] - ends[0] < 0.1 ? '.3f' : '.2f';
  const middle = (ends[0] + ends[1]) / 2;
  const vegaLite: JsonObject = {
    data: { values: cells },
    encoding: { x: axis('channel'), y: axis('channel_2') },
    layer: [
      {
        mark: { type: 'rect', stroke: 'var(--panel)', strokeWidth: 1 },
        encoding: {
          color: {
            field: 'value',
            type: 'quantitative',
            scale: { domain: ends, range: ['#e4eef7', '#08519c'], zero: false },
            legend: {
              title: null,
              format,
              gradientLength: 140,
              labelColor: 'var(--muted)',
              tickCount: 3,
            },
          },
          tooltip: [
            { field: 'channel', type: 'ordinal', title: 'map' },
            { field: 'channel_2', type: 'ordinal', title: 'and map' },
            { field: 'value', type: 'quantitative', title: chart.quantity, format: '.4f' },
            { field: 'trials', type: 'quantitative', title: 'trials' },
          ],
        },
      },
      ...(maps.length > mostLabelled
        ? []
        : [
            {
              mark: { type: 'text', fontSize: 10 },
              encoding: {
                text: { field: 'value', type: 'quantitative', format },
                color: {
                  condition: { test: `datum.value > ${middle}`, value: '#ffffff' },
                  value: '#10263d',
                },
              },
            },
          ]),
    ],
  };
  return { title: panel, group: '', size: 'small', vegaLite };
}

function describe(chart: PairMap, panels: readonly string[]): string {
  const said = panels.slice(0, 8).flatMap((panel) => {
    const cells = chart.cells.filter((cell) => cell.panel === panel && cell.channel < cell.channel_2);
    const sorted = [...cells].sort((a, b) => a.value - b.value);
    const [least, most] = [sorted[0], sorted.at(-1)];
    if (!least || !most) return [];
    return `${panel}: from ${brief(least.value)} (maps ${least.channel} and ${least.channel_2}) to ${brief(most.value)} (maps ${most.channel} and ${most.channel_2}).`;
  });
  return `Heat map of ${chart.quantity} for every two feature maps. ${said.join(' ')}`;
}
