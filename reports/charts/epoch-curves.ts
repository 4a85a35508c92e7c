import type { JsonObject } from '../../src/plan/plan.ts';
import { epochNames } from '../data/epoch-names.ts';
import type { LegendEntry, Panel, PanelSize, Switch } from '../report-input.ts';
import {
  brief,
  colourBySeries,
  dashBySeries,
  type Ends,
  extent,
  hiddenParameter,
  rounded,
  scaleFor,
  shapeBySeries,
  shownOnly,
  switchParameters,
  tellCurves,
} from './panel-parts.ts';

/** A point of a curve over the training. */
export type EpochValue = {
  readonly series: string;
  readonly epoch: number;
  readonly iteration: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly trials: number;
};

export interface EpochPanel {
  readonly title: string;
  readonly group: string;
  readonly size: PanelSize;
  /** Title of the axis; null where the group's heading says it. */
  readonly yTitle: string | null;
  /** What the values are, for the box at the pointer. */
  readonly about: string;
  readonly legend: readonly LegendEntry[];
  readonly switches: readonly Switch[];
  readonly points: readonly EpochValue[];
  /** Ends of the axis over all panels that may share it. */
  readonly shared?: Ends;
  readonly limit?: number;
  /** Further conditions on the points, as Vega expressions. */
  readonly filters?: readonly string[];
  /** Whose intervals are bars at each point instead of bands, as a Vega expression; none when left out. */
  readonly barred?: string;
}

/** Most points of a curve that get a symbol each. */
export const mostSymbols = 40;

/** Values over the epochs: bands of the intervals, lines, and symbols where the legend has them. */
export function epochPanel(panel: EpochPanel): Panel {
  const { legend, points, limit, shared } = panel;
  const scale = scaleFor({
    own: curveEnds(points),
    ...(shared ? { shared } : {}),
    ...(limit === undefined ? {} : { limit }),
  });
  const y = { type: 'quantitative', scale, axis: { title: panel.yTitle } };
  const symbols = legend.filter((entry) => entry.shape !== null).map((entry) => entry.series);
  const value = { ...y, field: 'value' };
  const interval = { y: { ...y, field: 'low' }, y2: { field: 'high' } };
  const { barred = 'false' } = panel;
  const isSymbol = `indexof(${JSON.stringify(symbols)}, datum.series) >= 0`;
  const vegaLite: JsonObject = {
    data: { values: points.map(shortened) },
    params: [hiddenParameter, ...switchParameters(panel.switches)],
    transform: [shownOnly, ...(panel.filters ?? []).map((filter) => ({ filter }))],
    encoding: {
      x: { field: 'epoch', type: 'quantitative', axis: { title: 'epoch' }, scale: { nice: false } },
      color: colourBySeries(legend),
    },
    layer: [
      {
        transform: [{ filter: `isValid(datum.low) && !(${barred})` }],
        mark: { type: 'area', opacity: 0.16, clip: true },
        encoding: interval,
      },
      {
        transform: [{ filter: `isValid(datum.low) && (${barred})` }],
        mark: { type: 'rule', strokeWidth: 1.4, clip: true },
        encoding: interval,
      },
      {
        mark: { type: 'line', strokeWidth: 1.7, clip: true },
        encoding: { y: value, strokeDash: dashBySeries(legend) },
      },
      {
        transform: [{ filter: isSymbol }],
        mark: { type: 'point', filled: true, size: 34, opacity: 1 },
        encoding: { y: value, shape: shapeBySeries(legend), tooltip: tooltip(panel.about) },
      },
      {
        transform: [{ filter: `!(${isSymbol})` }],
        mark: { type: 'circle', size: 30, opacity: 0, clip: true },
        encoding: { y: value, tooltip: tooltip(panel.about) },
      },
    ],
  };
  return { title: panel.title, group: panel.group, size: panel.size, vegaLite };
}

/**
 * Least and greatest end of the intervals, but not further from the values than a quarter of their range: intervals of few
 * trials would press the curves flat.
 */
export function curveEnds(points: readonly EpochValue[]): Ends {
  const values = extent(points.map((point) => point.value));
  const ends = extent(points.flatMap(({ value, low, high }) => [low ?? value, high ?? value]));
  const margin = (values[1] - values[0]) / 4;
  return [Math.max(ends[0], values[0] - margin), Math.min(ends[1], values[1] + margin)];
}

/** What each curve does, in words: its ends, and its least and greatest value where they lie elsewhere. */
export function describeCurves(curves: ReadonlyMap<string, readonly EpochValue[]>): string {
  return tellCurves(curves, 10, (name, curve) => {
    const [first, last] = [curve[0]!, curve.at(-1)!];
    const [least, greatest] = extent(curve.map((point) => point.value));
    const between = [
      least < Math.min(first.value, last.value) ? `least ${brief(least)}` : '',
      greatest > Math.max(first.value, last.value) ? `greatest ${brief(greatest)}` : '',
    ].filter((part) => part !== '');
    const nameOf = epochNames([first.epoch, last.epoch]);
    const inside = between.length > 0 ? ` (${between.join(', ')})` : '';
    return `${name} goes from ${brief(first.value)} at epoch ${nameOf(first.epoch)} to ${brief(last.value)} at epoch ${nameOf(last.epoch)}${inside}.`;
  });
}

function shortened(point: EpochValue): JsonObject {
  const { epoch, value, low, high } = point;
  return {
    ...point,
    epoch: Number(epoch.toFixed(5)),
    value: rounded(value),
    low: rounded(low),
    high: rounded(high),
  };
}

function tooltip(about: string): readonly JsonObject[] {
  return [
    { field: 'series', type: 'nominal', title: 'curve' },
    { field: 'epoch', type: 'quantitative', title: 'epoch', format: '.3~f' },
    { field: 'iteration', type: 'quantitative', title: 'iteration' },
    { field: 'value', type: 'quantitative', title: about, format: '.4f' },
    { field: 'low', type: 'quantitative', title: 'from', format: '.4f' },
    { field: 'high', type: 'quantitative', title: 'to', format: '.4f' },
    { field: 'trials', type: 'quantitative', title: 'trials' },
  ];
}
