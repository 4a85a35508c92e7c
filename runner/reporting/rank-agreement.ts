import type { RankAgreement } from '../../reports/report-input.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { type Reading, trainingOf } from '../claims/readings.ts';
import { kendallTau } from './kendall-tau.ts';

/** Values by layer, by moment: one training at one iteration. */
type Orderings = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * How far each two readings put the layers in the same order: Kendall's tau-b of the layers' values at each moment that
 * both have (one training, one iteration), and its mean over those moments. A moment at which a reading gives all layers
 * the same value has no order and does not count.
 */
export function rankAgreement(
  readings: readonly Reading[],
  plan: Plan,
  estimates: readonly Row[],
): RankAgreement[] {
  const orderings = readings.map((reading) => orderingsOf(reading, plan, estimates));
  return readings.flatMap((second, j) =>
    readings.slice(0, j).map((first, i) => {
      const taus = tausOf(orderings[i]!, orderings[j]!);
      const mean = taus.length > 0 ? taus.reduce((sum, tau) => sum + tau, 0) / taus.length : null;
      return { first: first.label, second: second.label, tau: mean, moments: taus.length };
    }),
  );
}

function orderingsOf(reading: Reading, plan: Plan, estimates: readonly Row[]): Orderings {
  const orderings = new Map<string, Map<string, number>>();
  const trainings = new Map(
    reading.trials.map((trial) => [trial, trainingOf(plan, trial, reading.model)?.key]),
  );
  for (const row of estimates) {
    const training = trainings.get(String(row.trial));
    if (training === undefined || row.estimator !== reading.estimator || row.model !== reading.model)
      continue;
    if (row.channel != null || typeof row.value !== 'number' || !Number.isFinite(row.value)) continue;
    // of networks that are compared each two
    const moment = `${training} ${row.iteration} ${row.seed_2 ?? ''}`;
    const values = orderings.get(moment) ?? new Map<string, number>();
    orderings.set(moment, values.set(placeOf(row), row.value));
  }
  return orderings;
}

/** A layer, or two of them. */
function placeOf({ layer, layer_2, channel_2 }: Row): string {
  if (layer_2 != null) return `${layer} and ${layer_2}`;
  return channel_2 == null ? String(layer) : `${layer} and layer ${channel_2}`;
}

function tausOf(first: Orderings, second: Orderings): number[] {
  return [...first].flatMap(([moment, a]) => {
    const b = second.get(moment);
    if (!b) return [];
    const shared = [...a.keys()].filter((layer) => b.has(layer));
    const tau = kendallTau(
      shared.map((layer) => a.get(layer)!),
      shared.map((layer) => b.get(layer)!),
    );
    return tau ?? [];
  });
}
