import { unitFactor } from '../../src/node/quantity.ts';
import type { ClaimPlan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { overallRows } from '../../src/table/verdict-words.ts';
import type { ClaimContext } from '../contract/claim.ts';
import type { Kinds } from '../contract/kinds.ts';
import { claimVerdicts } from './evaluate-claims.ts';
import type { Reading, ReadingGroup } from './readings.ts';

/** One claim judged on every reading of its quantity. */
export interface ReadClaim {
  /** Claims of the study that say it; they differ in their estimator alone. */
  readonly claims: readonly string[];
  readonly statement: string;
  /** Rows of the claims table over all settings, one a reading, named by it. */
  readonly verdicts: readonly Row[];
}

/**
 * The claims about a quantity that is read in several ways, each judged on every reading.
 *
 * A claim is judged on a reading of another estimator with the same `expect` and settings; those that are in the unit of the
 * quantity (`amounts` of its kind) are turned from bits into nats, and back, where the reading's unit asks for it.
 */
export async function claimsOnReadings(
  readings: ReadingGroup,
  { plan, estimates, training }: ClaimContext,
  kinds: Kinds,
): Promise<ReadClaim[]> {
  const names = new Set(readings.map((reading) => reading.estimator));
  const about = plan.claims.filter((claim) => names.has(String(claim.params.estimator)));
  const forms = new Map<string, ClaimPlan[]>();
  for (const claim of about) {
    const form = JSON.stringify([claim.expect, { ...claim.params, estimator: null }, claim.trials]);
    forms.set(form, [...(forms.get(form) ?? []), claim]);
  }
  const found: ReadClaim[] = [];
  for (const claims of forms.values()) {
    const claim = claims[0]!;
    const { amounts = [] } = await kinds.node('claim', claim.expect);
    const own = Math.max(
      0,
      readings.findIndex((reading) => isOwn(claim, reading)),
    );
    const from = unitOfReading(readings[own]!, estimates);
    const asked = readings.map((reading) =>
      onReading(claim, reading, amounts, unitFactor(from, unitOfReading(reading, estimates))),
    );
    const judged = await claimVerdicts({ plan: { ...plan, claims: asked }, estimates, training }, kinds);
    const rows = overallRows(judged);
    found.push({
      claims: claims.map(({ name }) => name),
      statement: String(rows[own]!.statement),
      verdicts: rows.map((row, at) => ({ ...row, claim: readings[at]!.label })),
    });
  }
  return found;
}

/** Whether a reading is one that the claim itself is about. */
function isOwn({ params, trials }: ClaimPlan, reading: Reading): boolean {
  return (
    reading.estimator === params.estimator && reading.trials.some((trial) => trials?.includes(trial) ?? true)
  );
}

/** The same claim on another reading, its amounts in that one's unit. */
function onReading(
  claim: ClaimPlan,
  reading: Reading,
  amounts: readonly string[],
  factor: number,
): ClaimPlan {
  const converted = amounts.flatMap((name): [string, number][] => {
    const amount = claim.params[name];
    return typeof amount === 'number' ? [[name, amount * factor]] : [];
  });
  return {
    ...claim,
    name: reading.label,
    params: { ...claim.params, estimator: reading.estimator, ...Object.fromEntries(converted) },
    trials: reading.trials.filter((trial) => claim.trials?.includes(trial) ?? true),
  };
}

/** The unit of a reading's rows; those of one estimator can differ where the matrix varies its base. */
function unitOfReading(reading: Reading, estimates: readonly Row[]): string {
  return String(rowOfReading(reading, estimates)?.unit ?? '');
}

/** A row of a reading. */
export function rowOfReading({ estimator, trials }: Reading, estimates: readonly Row[]): Row | undefined {
  return estimates.find((each) => each.estimator === estimator && trials.includes(String(each.trial)));
}
