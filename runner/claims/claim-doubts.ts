import type { ClaimThan } from '../../src/node/claim-parameters.ts';
import type { ClaimPlan, Plan } from '../../src/plan/plan.ts';
import { samplesOfTrial } from '../../src/plan/recorded-samples.ts';
import { lossOf } from '../../src/plan/trained-here.ts';
import { firstRows } from '../../src/table/by-cells.ts';
import type { Row } from '../../src/table/columns.ts';
import { rowsOfTrials } from '../../src/table/rows-of-trials.ts';
import { verdictWords } from '../../src/table/verdict-words.ts';
import type { Calibration } from '../calibration/calibrate-apart.ts';
import type { ClaimContext } from '../contract/claim.ts';
import { claimRows } from './cases/claim-values.ts';
import type { ReadClaim } from './claims-on-readings.ts';
import { otherSide } from './judging/compare-values.ts';

/** What doubts are told from, besides the rows. */
export interface DoubtSources {
  readonly calibration: Awaited<ReturnType<Calibration>>;
  /** Estimators whose kind declares no known answers. */
  readonly uncalibrated: ReadonlySet<string>;
  readonly readings: readonly ReadClaim[];
}

/** Accuracy up to which a network counts as one at chance: so many times what guessing gives. */
const chance = 1.5;

/** Why the verdict on a claim may not be what it seems, one sentence each. */
export function claimDoubts(claim: ClaimPlan, context: ClaimContext, sources: DoubtSources): string[] {
  const estimates = rowsOfTrials(context.estimates, claim.trials);
  const training = rowsOfTrials(context.training, claim.trials);
  const rows = rowsRead(claim, { ...context, estimates, training });
  const estimators = firstRows(['estimator'], rows).flatMap(({ estimator }) =>
    typeof estimator === 'string' ? estimator : [],
  );
  return [
    ...flagDoubts(rows),
    ...readingDoubts(claim, sources.readings),
    ...estimators.flatMap((name) => calibrationDoubts(name, sources)),
    ...chanceDoubts(rows, { plan: context.plan, training }),
    ...samplingDoubts(claim, rows, context.plan),
  ];
}

/** The rows that a claim looks at, and what they are compared with. */
function rowsRead({ params }: ClaimPlan, context: ClaimContext): readonly Row[] {
  if (params.estimator === undefined && params.table === undefined) return [];
  const { than } = params as { than?: ClaimThan };
  if (!than || typeof than !== 'object') return claimRows(params, context);
  return [...new Set([...claimRows(params, context), ...claimRows(otherSide({ ...params, than }), context)])];
}

/** Alarms of the rows, with the share of the rows that carry each. */
function flagDoubts(rows: readonly Row[]): string[] {
  const counts = new Map<string, number>();
  for (const { flag } of rows) {
    if (typeof flag !== 'string') continue;
    const kinds = new Set(flag.split(';').map((one) => one.split(':')[0]!.trim()));
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .filter(([kind]) => kind !== '')
    .map(([kind, count]) => `${percent(count / rows.length)} of the rows read are flagged: ${kind}`);
}

function percent(share: number): string {
  const rounded = Math.round(100 * share);
  return rounded === 0 ? 'under 1 %' : `${rounded} %`;
}

const decided = new Set(['holds', 'fails', 'held-once', 'failed-once']);
const held = new Set(['holds', 'held-once']);

/** That other estimators of the quantity say something else. */
function readingDoubts({ name }: ClaimPlan, readings: readonly ReadClaim[]): string[] {
  return readings.flatMap(({ claims, verdicts }) => {
    if (!claims.includes(name)) return [];
    const told = verdicts.filter(({ verdict }) => decided.has(String(verdict)));
    const [yes, no] = [true, false].map((wanted) =>
      told.filter(({ verdict }) => held.has(String(verdict)) === wanted),
    );
    if (yes!.length === 0 || no!.length === 0) return [];
    const words = [yes!, no!].map(
      (some) => `${verdictWords(some[0]!)} by ${some.map(({ claim }) => claim).join(', ')}`,
    );
    return [`estimators disagree (${words.join(', ')})`];
  });
}

/** What the calibration of an estimator says against it. */
function calibrationDoubts(name: string, { calibration, uncalibrated }: DoubtSources): string[] {
  if (uncalibrated.has(name)) return [`${name} was never calibrated: its kind declares no known answers`];
  const cards = calibration.filter(({ estimators }) => estimators.includes(name));
  const wrong = cards.flatMap(({ cases }) =>
    cases.filter((one) => !(Math.abs(one.value - one.expected) <= one.tolerance)),
  );
  const without = cards.flatMap(({ problems }) => problems.filter(({ what }) => what === ''));
  return [
    ...without.slice(0, 1).map(({ why }) => `${name} was not calibrated: ${why.split('. ')[0]}`),
    ...(wrong.length > 0 ? [`${name} misses ${wrong.length} of its known answers`] : []),
    ...(cards.some(({ sweep }) => sweep?.flat)
      ? [`${name} hardly tells dependent from independent values at its width (calibration sweep is flat)`]
      : []),
  ];
}

/** Trials whose network classifies hardly better than by guessing after its training. */
function chanceDoubts(
  rows: readonly Row[],
  { plan, training }: { readonly plan: Plan; readonly training: readonly Row[] },
): string[] {
  const networks = firstRows(['model', 'trial'], rows, ({ epoch }) => typeof epoch === 'number' && epoch > 0);
  let weak = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const { model, trial } of networks) {
    const classes = classesOf(plan, String(model), String(trial));
    if (classes === null) continue;
    const own = training.filter((row) => row.model === model && row.trial === trial && row.split === 'test');
    const accuracy = own.at(-1)?.accuracy;
    if (typeof accuracy !== 'number' || accuracy > chance / classes) continue;
    weak++;
    least = Math.min(least, accuracy);
  }
  if (weak === 0) return [];
  const count = networks.length === 1 ? 'the network is' : `${weak} of ${networks.length} networks are`;
  return [`${count} at chance after the training (test accuracy ${Number(least.toPrecision(3))})`];
}

/** Classes of a network that is trained to tell them apart; null for others. */
function classesOf({ stages, trials }: Plan, model: string, trial: string): number | null {
  const keys = trials.find(({ id }) => id === trial)?.stages ?? [];
  const stage = stages.find((one) => one.model.name === model && keys.includes(one.key));
  return stage && lossOf(stage.training) === 'cross-entropy' ? stage.network.classes : null;
}

/** Half a 95 % interval, in standard errors. */
const halfInterval = 1.96;

/**
 * That the accuracy of a recording is that of few samples, so that a bound lies within what another draw of as many would move it by: 1.96
 * binomial standard errors sqrt(p (1 - p) / n), on top of what seeds differ by. All trials that look at the same samples move together.
 */
function samplingDoubts({ params }: ClaimPlan, rows: readonly Row[], plan: Plan): string[] {
  const { table, value = 'accuracy', bound, target } = params;
  const held = bound ?? target;
  if (table !== 'training' || value !== 'accuracy' || typeof held !== 'number') return [];
  const near = rows.flatMap((row) => {
    const { trial, model, split, accuracy } = row;
    const samples = samplesOfTrial(plan, {
      trial: String(trial),
      model: String(model),
      split: String(split),
    });
    if (!samples || typeof accuracy !== 'number') return [];
    const half = halfInterval * Math.sqrt((accuracy * (1 - accuracy)) / samples.n);
    return Math.abs(accuracy - held) <= half ? [{ ...samples, half }] : [];
  });
  const [first] = near;
  if (!first) return [];
  const widest = near.reduce((most, { half }) => Math.max(most, half), 0);
  return [
    `the accuracy is that of ${first.n} recorded samples (${first.name}): in ${near.length} of ${rows.length} rows ${held} lies within their sampling error of up to ${(100 * widest).toFixed(1)} %`,
  ];
}
