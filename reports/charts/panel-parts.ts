import type { JsonObject } from '../../src/plan/plan.ts';
import type { LegendEntry, Switch } from '../report-input.ts';
import { seriesColour, seriesShape } from './palette.ts';

/** The parameter that a figure's legend sets: the series that are hidden. */
export const hiddenParameter: JsonObject = { name: 'hidden', value: [] };

/** Leaves out the hidden series. */
export const shownOnly: JsonObject = { filter: 'indexof(hidden, datum.series) < 0' };

/** A legend of series in their order, each with a colour and a symbol of its own. */
export function legendOf(
  names: readonly string[],
  looks: (place: number) => Partial<LegendEntry> = () => ({}),
): LegendEntry[] {
  return names.map((series, place) => ({
    series,
    label: series,
    colour: place,
    shape: place,
    dashed: false,
    ...looks(place),
  }));
}

/** Most curves that a figure draws. */
const mostCurves = 120;

/** The points of the first 120 series, and what a caption says of the others: nothing when all are drawn. */
export function drawnCurves<Point extends { readonly series: string }>(
  points: readonly Point[],
): { readonly drawn: readonly Point[]; readonly words: string } {
  const names = [...new Set(points.map(({ series }) => series))];
  if (names.length <= mostCurves) return { drawn: points, words: '' };
  const kept = new Set(names.slice(0, mostCurves));
  const words = ` ${mostCurves} of ${names.length.toLocaleString('en')} curves are drawn; the values below are of all.`;
  return { drawn: points.filter(({ series }) => kept.has(series)), words };
}

/** The first point of each series, in their order. */
export function firstPoints<Point extends { readonly series: string }>(points: readonly Point[]): Point[] {
  const seen = new Set<string>();
  return points.filter(({ series }) => seen.size < seen.add(series).size);
}

/** Colour encoding by series, in the legend's colours and without a legend of its own. */
export function colourBySeries(legend: readonly LegendEntry[]): JsonObject {
  return bySeries(
    legend,
    legend.map((entry) => seriesColour(entry.colour)),
  );
}

/** Shape encoding by series, in the legend's shapes. */
export function shapeBySeries(legend: readonly LegendEntry[]): JsonObject {
  return bySeries(
    legend,
    legend.map((entry) => seriesShape(entry.shape ?? 0)),
  );
}

/** Dash encoding by series, as the legend has it. */
export function dashBySeries(legend: readonly LegendEntry[]): JsonObject {
  return bySeries(
    legend,
    legend.map((entry) => (entry.dashed ? [5, 3] : [1, 0])),
  );
}

function bySeries(
  legend: readonly LegendEntry[],
  range: readonly (string | readonly number[])[],
): JsonObject {
  const domain = legend.map((entry) => entry.series);
  return { field: 'series', type: 'nominal', scale: { domain, range }, legend: null };
}

/** Least and greatest of what an axis shows. */
export type Ends = readonly [number, number];

export interface ScaleRange {
  /** Of this panel's values. */
  readonly own: Ends;
  /** Of all panels that share the scale; the panel's own when there is one. */
  readonly shared?: Ends;
  /** The axis reaches at least to here while it starts from 0. */
  readonly limit?: number;
  /** What values can be: an axis whose values lie within reaches no further. */
  readonly possible?: Ends;
}

/**
 * A scale that runs from 0 (or the least value, when that is negative) to the greatest one while the parameter `whole`
 * is true, and over the values alone otherwise; over the values of all panels while the parameter `same` is true.
 */
export function scaleFor({ own, shared, limit, possible = everything }: ScaleRange): JsonObject {
  const one = bounds(own, limit, possible);
  const all = bounds(shared ?? own, limit, possible);
  const choose = (end: 0 | 1) => {
    const alone = `whole ? ${one.whole[end]} : ${one.values[end]}`;
    return shared ? `same ? (whole ? ${all.whole[end]} : ${all.values[end]}) : (${alone})` : alone;
  };
  return { zero: false, nice: false, domainMin: { expr: choose(0) }, domainMax: { expr: choose(1) } };
}

const everything: Ends = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

function bounds([least, most]: Ends, limit = most, possible: Ends) {
  const margin = 0.04 * (most - least || Math.abs(most) || 1);
  const low = least >= possible[0] ? possible[0] : Number.NEGATIVE_INFINITY;
  const high = most <= possible[1] ? Math.max(possible[1], limit) : Number.POSITIVE_INFINITY;
  const from = least < 0 ? Math.max(low, least - margin) : 0;
  const to = Math.min(high, Math.max(most + 0.04 * (most - from), limit));
  return {
    whole: [from, Math.max(to, from + 1e-9)],
    values: [Math.max(low, least - margin), Math.min(high, most + margin)],
  } as const;
}

/**
 * The check boxes for the parameters that `scaleFor` reads.
 * @param same whether panels start on one scale; null where there is one panel
 */
export function scaleSwitches(whole: boolean, same: boolean | null): readonly Switch[] {
  const start: Switch = { parameter: 'whole', label: 'axis from 0', on: whole };
  return same === null
    ? [start]
    : [start, { parameter: 'same', label: 'same scale in all panels', on: same }];
}

/** Vega-Lite parameters with the starting values of check boxes. */
export function switchParameters(switches: readonly Switch[]): JsonObject[] {
  return switches.map(({ parameter, on }) => ({ name: parameter, value: on }));
}

/** How many trials the values of a figure stand for, and what the marks around them are. */
export function trialWords(trials: readonly number[], marks: string): string {
  const [least, most] = extent(trials);
  if (!(most > 1)) return trials.length === 0 ? '' : ' One trial, so no intervals.';
  const count = least === most ? `${most}` : `${least} to ${most}`;
  return ` Means over ${count} trials; the ${marks} are 95 % intervals of the mean.`;
}

/** Curves in words: the first `most` by `tell`, and how many more there are. */
export function tellCurves<Point>(
  curves: ReadonlyMap<string, readonly Point[]>,
  most: number,
  tell: (name: string, curve: readonly Point[]) => string,
): string {
  const said = [...curves].slice(0, most).map(([name, curve]) => tell(name, curve));
  const more = curves.size > most ? ` And ${curves.size - most} more curves; see the values below.` : '';
  return `${said.join(' ')}${more}`;
}

/** Text with its first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A number as text with three significant digits. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A number with five significant digits: as exact as a screen shows it; null stays null. */
export function rounded<Value extends number | null>(value: Value): Value {
  return (value === null ? null : Number(value.toPrecision(5))) as Value;
}

/** Least and greatest of values. */
export function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
