import type { CalibrationCard, EstimatorCalibration } from '../../reports/report-input.ts';
import type { EstimatorPlan, JsonObject, Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { renyiCalibration } from './renyi-calibration.ts';
import { shannonCalibration } from './shannon-calibration.ts';

const mostSettings = 16;

/**
 * The calibration card of a plan: for each distinct setting of its estimators (at most 16) what the estimator itself gives
 * where the answer is known. Kinds without known cases have no card.
 *
 * @param estimates rows of the run, which say how many samples its estimates rest on
 */
export async function calibrate(plan: Plan, estimates: readonly Row[]): Promise<CalibrationCard> {
  const groups = new Map<string, EstimatorPlan[]>();
  for (const estimator of plan.stages
    .flatMap((stage) => stage.branches)
    .flatMap((branch) => branch.estimators)) {
    const key = JSON.stringify([estimator.kind, settingsOf(estimator)]);
    groups.set(key, [...(groups.get(key) ?? []), estimator]);
  }
  const card: EstimatorCalibration[] = [];
  for (const estimators of [...groups.values()].slice(0, mostSettings)) {
    const { kind, params } = estimators[0]!;
    const names = [...new Set(estimators.map((estimator) => estimator.name))];
    const row = estimates.find((each) => names.includes(String(each.estimator)));
    const found =
      kind === 'matrix-renyi'
        ? await renyiCalibration(params, row)
        : await shannonCalibration(kind, params, row);
    if (found) card.push({ estimators: names, ...found });
  }
  return card;
}

/** What decides a calibration: not the probe; of matrix-Rényi estimators not the quantity either, one card has them all. */
function settingsOf({ kind, params }: EstimatorPlan): JsonObject {
  const { probe: _probe, quantity = null, ...settings } = params;
  return kind === 'matrix-renyi' ? settings : { quantity, ...settings };
}
