import type { JsonObject } from '../../src/plan/plan.ts';
import type { LegendEntry, Panel, PanelSize, Switch } from '../report-input.ts';
import { type EpochTrace, type EpochValue, fewestForBands } from './curve-data.ts';
import { drawnPoints, traceLines } from './drawn-curves.ts';
import {
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
} from './panel-parts.ts';

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
  /** The trials behind the means; none where they are not drawn. */
  readonly traces?: readonly EpochTrace[];
  /** What values can be. */
  readonly possible?: Ends;
  /** Ends of the axis over all panels that may share it. */
  readonly shared?: Ends;
  readonly limit?: number;
  /** Further conditions on the points, as Vega expressions. */
  readonly filters?: readonly string[];
  /** Whose intervals are bars at each point instead of bands, as a Vega expression; none when left out. */
  readonly barred?: string;
  /** How the lines of one series differ; nothing does when left out. */
  readonly lines?: SeriesLines;
}

/** Several lines of one series: they have its colour, and hide with it. */
export interface SeriesLines {
  /** Column that tells them apart. */
  readonly column: string;
  /** Its values, the solid line first; the others are dashed. Only the first has symbols. */
  readonly values: readonly string[];
}

/** Values over the epochs: bands of the intervals, lines, and symbols where the legend has them. */
export function epochPanel(panel: EpochPanel): Panel {
  const { legend, points, limit, shared, possible } = panel;
  const traces = panel.traces ?? [];
  const scale = scaleFor({
    own: curveEnds(points, traces, possible),
    ...(possible ? { possible } : {}),
    ...(shared ? { shared } : {}),
    ...(limit === undefined ? {} : { limit }),
  });
  const y = { type: 'quantitative', scale, axis: { title: panel.yTitle } };
  const symbols = legend.filter((entry) => entry.shape !== null).map((entry) => entry.series);
  const value = { ...y, field: 'value' };
  const interval = { y: { ...y, field: 'low' }, y2: { field: 'high' } };
  const { barred = 'false' } = panel;
  const enough = traces.length > 0 ? `datum.trials >= ${fewestForBands}` : 'true';
  const isSymbol = `datum.mark && indexof(${JSON.stringify(symbols)}, datum.series) >= 0${symbolsOf(panel.lines)}`;
  const lineOf = (point: EpochValue) => lineName(point, panel.lines);
  const vegaLite: JsonObject = {
    data: { values: drawnPoints(points, lineOf).map(shortened) },
    params: [hiddenParameter, ...switchParameters(panel.switches)],
    transform: [shownOnly, ...(panel.filters ?? []).map((filter) => ({ filter }))],
    encoding: {
      x: { field: 'epoch', type: 'quantitative', axis: { title: 'epoch' }, scale: { nice: false } },
      color: colourBySeries(legend),
    },
    layer: [
      {
        transform: [{ filter: `isValid(datum.low) && ${enough} && !(${barred})` }],
        mark: { type: 'area', opacity: 0.16, clip: true },
        encoding: interval,
      },
      {
        transform: [{ filter: `datum.mark && isValid(datum.low) && ${enough} && (${barred})` }],
        mark: { type: 'rule', strokeWidth: 1.4, clip: true },
        encoding: interval,
      },
      ...(traces.length === 0 ? [] : [traceLines(traces, value)]),
      {
        mark: { type: 'line', strokeWidth: 1.7, clip: true },
        encoding: { y: value, strokeDash: dashesOf(legend, panel.lines) },
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

function lineName(point: EpochValue, lines: SeriesLines | undefined): string {
  const part = lines ? String(Object(point)[lines.column]) : '';
  return `${point.series}\n${part}`;
}

/** That a point is of the line of its series that has symbols, as the end of a Vega expression. */
function symbolsOf(lines: SeriesLines | undefined): string {
  return lines ? ` && datum[${JSON.stringify(lines.column)}] === ${JSON.stringify(lines.values[0])}` : '';
}

function dashesOf(legend: readonly LegendEntry[], lines: SeriesLines | undefined): JsonObject {
  if (!lines) return dashBySeries(legend);
  const range = lines.values.map((_, at) => (at === 0 ? [1, 0] : [5, 3]));
  return { field: lines.column, type: 'nominal', scale: { domain: lines.values, range }, legend: null };
}

/**
 * Least and greatest end of what is drawn: values, trials, and intervals, these not further from the values than a quarter of their range (those
 * of few trials would press the curves flat), nor beyond what is possible.
 * @param traces those that are drawn; behind intervals of fewer than five trials they stand alone
 */
export function curveEnds(
  points: readonly EpochValue[],
  traces: readonly EpochTrace[] = [],
  possible: Ends = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Ends {
  const values = extent([...points, ...traces].map((point) => point.value));
  const banded = traces.length === 0 ? points : points.filter(({ trials }) => trials >= fewestForBands);
  const ends = extent(banded.flatMap(({ value, low, high }) => [low ?? value, high ?? value]));
  const margin = (values[1] - values[0]) / 4;
  return [
    Math.min(values[0], Math.max(ends[0], values[0] - margin, possible[0])),
    Math.max(values[1], Math.min(ends[1], values[1] + margin, possible[1])),
  ];
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
