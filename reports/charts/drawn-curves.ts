import type { JsonObject } from '../../src/plan/plan.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { type ChosenTrials, chosenTrials } from './chosen-trials.ts';
import type { EpochTrace, EpochValue } from './curve-data.ts';
import { rounded, shownOnly } from './panel-parts.ts';
import { markedCurve, thinCurve } from './thin-curve.ts';

/** Lines of trials in a panel: more would hide the means. */
const mostTraces = 40;
/** Most points of a curve that get a symbol each, and the fewest that do where curves are many. */
export const mostSymbols = 40;
const fewestSymbols = 8;
/** Symbols of all curves of a panel, about. */
const symbolRoom = 240;
/** Columns (see `thinCurve`) that all lines of a panel share, and those of one line. */
const columnRoom = 1200;
const [fewestColumns, mostColumns] = [16, 165];

/** The points of a panel that can be seen, and which of them have a symbol and a bar. */
export function drawnPoints(
  points: readonly EpochValue[],
  lineOf: (point: EpochValue) => string,
): readonly (EpochValue & { readonly mark: boolean })[] {
  const curves = [...groupRows(points, lineOf).values()];
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
export function traceLines(traces: readonly EpochTrace[], y: JsonObject): JsonObject {
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
    transform: [shownOnly],
    mark: { type: 'line', strokeWidth: 0.8, opacity: 0.45, clip: true },
    encoding: { y, detail: { field: 'trial', type: 'nominal' } },
  };
}
