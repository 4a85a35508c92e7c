import type { CalibrationCard } from '../../reports/report-input.ts';
import { askedSettings } from '../../runner/calibration/asked-settings.ts';
import { calibrate, settingsGroups } from '../../runner/calibration/calibrate.ts';
import type { Kinds } from '../../runner/contract/kinds.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';

/** The calibration card of a plan, made in this thread, so that its kinds may be a test's own. */
export async function calibrated(
  plan: Plan,
  estimates: readonly Row[],
  kinds: Kinds,
): Promise<CalibrationCard> {
  const groups = await settingsGroups(askedSettings(plan, estimates), kinds);
  return Promise.all(groups.map((group) => calibrate(group, kinds)));
}
