import type { JsonObject } from '../../src/plan/plan.ts';
import { type ChosenTrials, chosenTrials } from './chosen-trials.ts';
import { fewestForBands } from './curve-data.ts';
import { shownOnly } from './panel-parts.ts';

/** A value of one trial, behind the mean of its curve. */
export type LayerTrace = {
  readonly series: string;
  readonly quantity: string;
  readonly unit: string;
  readonly panel: string;
  readonly layer: string;
  readonly value: number;
  readonly trial: string;
};

/** Lines of trials in a panel: more would hide the means. */
const mostTraces = 120;

/** The trials that panels draw, of those there are; see `chosenTrials`. */
export function drawnTraces(
  traces: readonly LayerTrace[],
  panelOf: (trace: LayerTrace) => string,
): ChosenTrials<LayerTrace> {
  return chosenTrials(traces, panelOf, mostTraces);
}

/** The trials as thin lines, with dots where they are few. */
export function tracesOf(
  traces: readonly LayerTrace[],
  points: readonly { readonly trials: number }[],
  y: JsonObject,
): JsonObject[] {
  if (traces.length === 0) return [];
  const few = points.every(({ trials }) => trials < fewestForBands);
  return [
    {
      data: { values: traces },
      transform: [shownOnly],
      mark: {
        type: 'line',
        strokeWidth: 0.8,
        opacity: 0.45,
        clip: true,
        ...(few ? { point: { size: 14, filled: true, opacity: 0.6 } } : {}),
      },
      encoding: { y: { ...y, field: 'value' }, detail: { field: 'trial', type: 'nominal' } },
    },
  ];
}
