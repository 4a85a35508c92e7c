import type { Plan } from '../../../src/plan/plan.ts';
import type { Row } from '../../../src/table/columns.ts';
import { countedMoments } from '../../../src/table/counted-moments.ts';
import { overallRows } from '../../../src/table/verdict-words.ts';
import { type Calibration, calibrationApart } from '../../calibration/calibrate-apart.ts';
import type { ClaimContext } from '../../contract/claim.ts';
import type { Kinds } from '../../contract/kinds.ts';
import { claimDoubts, type DoubtSources } from '../claim-doubts.ts';
import { claimsOnReadings } from '../claims-on-readings.ts';
import { type ClaimTables, evaluateClaims } from '../evaluate-claims.ts';
import { readingGroups } from '../readings.ts';

/**
 * The claims of a run judged, with the doubts that stand beside them in the row over all settings.
 * @param calibration gives what the estimators are held against
 */
export async function judgeRun(
  run: ClaimContext,
  kinds: Kinds,
  calibration: Calibration = calibrationApart(),
): Promise<ClaimTables> {
  const [estimates, training] = [countedMoments(run.estimates), countedMoments(run.training)];
  const context = { ...run, estimates, training };
  const { claims, cases } = await evaluateClaims(context, kinds);
  if (claims.length === 0) return { claims, cases };
  const sources = await doubtSources(context, kinds, calibration);
  const plans = new Map(context.plan.claims.map((claim) => [claim.name, claim]));
  const last = new Set(overallRows(claims));
  const withDoubts = (row: Row): Row => {
    if (!last.has(row)) return row;
    const more = claimDoubts(plans.get(String(row.claim))!, context, sources);
    return { ...row, doubts: [row.doubts, ...more].filter((one) => one).join('; ') || null };
  };
  return { claims: claims.map(withDoubts), cases };
}

async function doubtSources(
  context: ClaimContext,
  kinds: Kinds,
  calibration: Calibration,
): Promise<DoubtSources> {
  const readings = [];
  for (const group of readingGroups(context.plan))
    readings.push(...(await claimsOnReadings(group, context, kinds)));
  return {
    calibration: await calibration(context.plan, context.estimates, kinds),
    uncalibrated: await uncalibratedEstimators(context.plan, kinds),
    readings,
  };
}

async function uncalibratedEstimators({ stages }: Plan, kinds: Kinds): Promise<Set<string>> {
  const found = new Set<string>();
  const estimators = stages.flatMap(({ branches }) => branches.flatMap((branch) => branch.estimators));
  for (const { name, kind } of new Map(estimators.map((one) => [one.name, one])).values()) {
    const { calibration } = await kinds.node('estimator', kind);
    if (calibration === undefined) found.add(name);
  }
  return found;
}
