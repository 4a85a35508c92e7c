import type { AgreementGroup, Conclusion } from '../../reports/report-input.ts';
import type { ClaimPlan, Plan } from '../../src/plan/plan.ts';
import type { Row, RunTables } from '../../src/table/columns.ts';
import { evaluateClaims } from '../claims/evaluate-claims.ts';
import { type Kinds, ownKinds } from '../nodes/kinds.ts';
import { rankAgreement } from './rank-agreement.ts';
import { type Reading, type ReadingGroup, readingGroups } from './readings.ts';

/**
 * Which conclusions survive a change of the estimator: for each quantity that a study reads in two or more ways on the
 * same layers, every claim about it judged on every reading, and how far the readings order the layers alike.
 *
 * A claim is judged on a reading of another estimator with the same `expect` and settings; those that are in the unit of the
 * quantity (`amounts` of its kind) are turned from bits into nats, and back, where the reading's unit asks for it. Claims that differ in their estimator alone are one.
 * @param kinds those of plugins too
 */
export async function conclusionsOf(
  plan: Plan,
  tables: RunTables,
  kinds: Kinds = ownKinds,
): Promise<AgreementGroup[]> {
  const groups: AgreementGroup[] = [];
  for (const readings of readingGroups(plan)) {
    const [{ quantity, model, layers }] = readings;
    groups.push({
      quantity,
      model,
      layers,
      readings: readings.map((reading) => ({ label: reading.label, settings: settingsOf(reading, tables) })),
      conclusions: await judge(readings, plan, tables, kinds),
      ranks: rankAgreement(readings, plan, tables.estimates),
    });
  }
  return groups;
}

async function judge(
  readings: ReadingGroup,
  plan: Plan,
  tables: RunTables,
  kinds: Kinds,
): Promise<Conclusion[]> {
  const names = new Set(readings.map((reading) => reading.estimator));
  const about = plan.claims.filter((claim) => names.has(String(claim.params.estimator)));
  const forms = new Map<string, ClaimPlan[]>();
  for (const claim of about) {
    const form = JSON.stringify([claim.expect, { ...claim.params, estimator: null }, claim.trials]);
    forms.set(form, [...(forms.get(form) ?? []), claim]);
  }
  const conclusions: Conclusion[] = [];
  for (const claims of forms.values()) {
    const claim = claims[0]!;
    const { amounts = [] } = await kinds.node('claim', claim.expect);
    const own = Math.max(
      0,
      readings.findIndex((reading) => isOwn(claim, reading)),
    );
    const from = unitOf(readings[own]!, tables);
    const asked = readings.map((reading) =>
      onReading(claim, reading, amounts, unitFactor(from, unitOf(reading, tables))),
    );
    const { claims: rows } = await evaluateClaims({ ...tables, plan: { ...plan, claims: asked } }, kinds);
    const verdicts = asked.map(({ name }) => rows.findLast((row) => row.claim === name)!);
    conclusions.push({
      claims: claims.map(({ name }) => name),
      statement: String(verdicts[own]!.statement),
      verdicts: verdicts.map((row, at) => ({ ...row, claim: readings[at]!.label })),
    });
  }
  return conclusions;
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

function unitFactor(from: string, to: string): number {
  if (from === 'bits' && to === 'nats') return Math.LN2;
  return from === 'nats' && to === 'bits' ? 1 / Math.LN2 : 1;
}

/** The unit of a reading's rows; those of one estimator can differ where the matrix varies its base. */
function unitOf(reading: Reading, tables: RunTables): string {
  return String(rowOf(reading, tables)?.unit ?? '');
}

function rowOf({ estimator, trials }: Reading, { estimates }: RunTables): Row | undefined {
  return estimates.find((each) => each.estimator === estimator && trials.includes(String(each.trial)));
}

/** Kind, method and bandwidth of a reading's rows, in words. */
function settingsOf(reading: Reading, tables: RunTables): string {
  const { kind } = reading;
  const row = rowOf(reading, tables);
  const alpha = typeof row?.alpha === 'number' ? `alpha ${row.alpha}` : '';
  return [kind, alpha, row?.bandwidth, row?.method, row?.samples && `n = ${row.samples}`]
    .filter((part) => part)
    .join(', ');
}
