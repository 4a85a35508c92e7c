import type { JsonObject } from '../../src/plan/plan.ts';
import { fewestForBands } from './epoch-curves.ts';
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

/** Curves of trials that are drawn behind the means in a panel; of more none, since they would hide them. */
const mostTraces = 120;

/** Whether the trials of a panel are few enough to be drawn. */
export function areDrawn(traces: readonly LayerTrace[]): boolean {
  const curves = new Set(traces.map(({ series, trial }) => `${series}\n${trial}`)).size;
  return curves > 0 && curves <= mostTraces;
}

/** The trials as thin lines, with dots where they are few. */
export function tracesOf(
  traces: readonly LayerTrace[],
  points: readonly { readonly trials: number }[],
  y: JsonObject,
): JsonObject[] {
  if (!areDrawn(traces)) return [];
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
