import type { JsonObject } from '../../src/plan/plan.ts';
import type { LegendEntry } from '../report-input.ts';
import { seriesColour, seriesShape } from './palette.ts';

/** The parameter that a figure's legend sets: the series that are hidden. */
export const hiddenParameter: JsonObject = { name: 'hidden', value: [] };

/** Leaves out the hidden series. */
export const shownOnly: JsonObject = { filter: 'indexof(hidden, datum.series) < 0' };

/** Colour encoding by series, in the legend's colours and without a legend of its own. */
export function colourBySeries(legend: readonly LegendEntry[]): JsonObject {
  return {
    field: 'series',
    type: 'nominal',
    scale: {
      domain: legend.map((entry) => entry.series),
      range: legend.map((entry) => seriesColour(entry.place)),
    },
    legend: null,
  };
}

/** Shape encoding by series, in the legend's shapes. */
export function shapeBySeries(legend: readonly LegendEntry[]): JsonObject {
  return {
    field: 'series',
    type: 'nominal',
    scale: {
      domain: legend.map((entry) => entry.series),
      range: legend.map((entry) => seriesShape(entry.place)),
    },
    legend: null,
  };
}

/**
 * A scale that runs from 0 (or the least value, when that is negative) to the greatest one while the parameter `whole`
 * is true, and over the values alone otherwise. `least` and `most` are the ends of the values.
 */
export function scaleFor(least: number, most: number, limit = most): JsonObject {
  const margin = 0.04 * (most - least || Math.abs(most) || 1);
  const from = least < 0 ? least - margin : 0;
  const to = Math.max(most + (least < 0 ? margin : 0), limit, from + 1e-9);
  return {
    zero: false,
    nice: true,
    domainMin: { expr: `whole ? ${from} : ${least - margin}` },
    domainMax: { expr: `whole ? ${to} : ${most + margin}` },
  };
}

/** A number as text with three significant digits. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Least and greatest of values. */
export function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
