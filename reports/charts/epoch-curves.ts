import type { JsonObject } from '../../src/plan/plan.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { epochNames } from '../data/epoch-names.ts';
import type { LegendEntry, Panel, PanelSize, Switch } from '../report-input.ts';
import { type ChosenTrials, chosenTrials } from './chosen-trials.ts';
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
  trialWords,
} from './panel-parts.ts';
import { markedCurve, thinCurve } from './thin-curve.ts';

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

/** A value of one trial behind the mean of its curve. */
export type EpochTrace = Pick<EpochValue, 'series' | 'epoch' | 'value'> & { readonly trial: string };

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
}

/** Trials from which on their interval is drawn where the trials are too. */
export const fewestForBands = 5;
/** Lines of trials in a panel: more would hide the means. */
const mostTraces = 60;
/** Most points of a curve that get a symbol each, and the fewest that do where curves are many. */
export const mostSymbols = 40;
const fewestSymbols = 8;
/** Symbols of all curves of a panel, about. */
const symbolRoom = 240;
/** Columns (see `thinCurve`) that all lines of a panel share, and those of one line. */
const columnRoom = 1200;
const [fewestColumns, mostColumns] = [16, 165];

/** Values over the epochs: bands of the intervals, lines, and symbols where the legend has them. */
export function epochPanel(panel: EpochPanel): Panel {
  const { legend, points, limit, shared, possible } = panel;
  const traces = panel.traces ?? [];
  const scale = scaleFor({
    own: curveEnds(points, traces),
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
  const isSymbol = `datum.mark && indexof(${JSON.stringify(symbols)}, datum.series) >= 0`;
  const vegaLite: JsonObject = {
    data: { values: drawnPoints(points).map(shortened) },
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
      ...(traces.length === 0 ? [] : [traceLines(traces, panel.filters ?? [], value)]),
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

/** The points of a panel that can be seen, and which of them have a symbol and a bar. */
function drawnPoints(points: readonly EpochValue[]): readonly (EpochValue & { readonly mark: boolean })[] {
  const curves = [...groupRows(points, ({ series }) => series).values()];
  return curves.flatMap((curve) => markedCurve(curve, columnsOf(curves.length), marksOf(curves.length)));
}

/** Symbols of each of so many curves. */
function marksOf(curves: number): number {
  return Math.min(mostSymbols, Math.max(fewestSymbols, Math.floor(symbolRoom / curves)));
}

/** Columns of each of so many lines. */
function columnsOf(lines: number): number {
  return Math.min(mostColumns, Math.max(fewestColumns, Math.floor(columnRoom / lines)));
}

/** The trials that panels draw, of those there are; see `chosenTrials`. */
export function drawnTrials<One extends EpochTrace>(
  traces: readonly One[],
  panelOf: (trace: One) => string,
): ChosenTrials<One> {
  return chosenTrials(traces, panelOf, mostTraces);
}

/**
 * What a caption says where curves have more points than symbols, a blank before it.
 * @param points of one panel
 */
export function symbolWords(points: readonly EpochValue[]): string {
  const curves = [...groupRows(points, ({ series }) => series).values()];
  const longest = Math.max(0, ...curves.map(({ length }) => length));
  const marks = marksOf(curves.length);
  return longest > marks ? ` Of the ${longest} points of a curve ${marks} have a symbol.` : '';
}

/** Trials as thin lines. */
function traceLines(traces: readonly EpochTrace[], filters: readonly string[], y: JsonObject): JsonObject {
  const lines = [...groupRows(traces, ({ series, trial }) => `${series}\n${trial}`).values()];
  const values = lines
    .flatMap((line) => thinCurve(line, columnsOf(lines.length)))
    .map(({ series, trial, epoch, value }) => ({
      series,
      trial,
      epoch: Number(epoch.toFixed(5)),
      value: rounded(value),
    }));
  return {
    data: { values },
    transform: [shownOnly, ...filters.map((filter) => ({ filter }))],
    mark: { type: 'line', strokeWidth: 0.8, opacity: 0.45, clip: true },
    encoding: { y, detail: { field: 'trial', type: 'nominal' } },
  };
}

/**
 * Least and greatest end of the intervals, but not further from the values than a quarter of their range: intervals of few
 * trials would press the curves flat.
 */
export function curveEnds(points: readonly EpochValue[], traces: readonly EpochTrace[] = []): Ends {
  const values = extent([...points, ...traces].map((point) => point.value));
  const ends = extent(points.flatMap(({ value, low, high }) => [low ?? value, high ?? value]));
  const margin = (values[1] - values[0]) / 4;
  return [Math.max(ends[0], values[0] - margin), Math.min(ends[1], values[1] + margin)];
}

/**
 * How many trials the means of curves are of, and what is drawn around them.
 * @param marks what intervals are drawn as
 * @param thin what is said of the trials that are drawn; empty where none are
 */
export function meanWords(trials: readonly number[], marks: string, thin: string): string {
  const [least, most] = extent(trials);
  if (thin === '' || !(most > 1)) return trialWords(trials, marks);
  if (most >= fewestForBands) return `${trialWords(trials, marks)}${thin}`;
  return ` Means over ${least < most ? `${least} to ` : ''}${most} trials.${thin}`;
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
