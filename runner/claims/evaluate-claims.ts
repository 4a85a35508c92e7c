import type { Where } from '../../src/node/parameters.ts';
import type { ClaimPlan, Plan } from '../../src/plan/plan.ts';
import { trialContent } from '../../src/plan/trial-content.ts';
import type { Row } from '../../src/table/columns.ts';
import { rowsOfTrials } from '../../src/table/rows-of-trials.ts';
import type { ClaimContext, ClaimFindings, ClaimRun, TrialFinding } from '../contract/claim.ts';
import type { Kinds } from '../contract/kinds.ts';
import { ownKinds } from '../nodes/own-kinds.ts';
import { bootstrapInterval } from './bootstrap-interval.ts';
import { signFlips } from './sign-flips.ts';

/** 0.29 of 100 cases are 28.999999999999996 in float64. */
const roundOff = 1e-12;

/**
 * Judges every claim of a plan: rows of the claims table, for each claim one a trial and then `all`.
 *
 * A trial holds when violations / cases is at most the claim's `violations`, to within round-off. A vacuous trial has no verdict (`holds` is
 * null), nor has one without a case. `all` pools the trials that are not vacuous; it is vacuous when no trial with a
 * case is left. A trial that repeats another one, its training and what the claim reads of it, counts once. Its worst margin is the worst of the trials it pools; `low` and `high` are the 95 % bootstrap
 * interval of the mean over those trials of their worst margins, and null with fewer than two of them. Of a claim on means
 * over seeds they are the interval of the worst margin itself. Where cases are differences between two values, `all`
 * also says the p of sign flips over five or more trials.
 *
 * @param kinds those of plugins too
 * @throws Error when a kind of claim is not known (the compiler has checked that)
 */
export async function evaluateClaims(context: ClaimContext, kinds: Kinds = ownKinds): Promise<Row[]> {
  const rows: Row[] = [];
  for (const claim of context.plan.claims) {
    const node = await kinds.node('claim', claim.expect);
    const judge = node.run as ClaimRun;
    const part = onlyTrials(context, claim.trials);
    const findings = kinds.running(() => judge(claim.params as never, part));
    rows.push(...verdicts(claim, findings, repeatedTrials(claim, part.plan)));
  }
  return rows;
}

/** The part of a run that a claim is about, where the matrix gives it only some of the trials. */
function onlyTrials(context: ClaimContext, names: readonly string[] | undefined): ClaimContext {
  if (!names) return context;
  return {
    plan: { ...context.plan, trials: context.plan.trials.filter((trial) => names.includes(trial.id)) },
    estimates: rowsOfTrials(context.estimates, names),
    training: rowsOfTrials(context.training, names),
  };
}

/** Trials that tell a claim nothing new, because an earlier one has the same training and the same estimators that it reads. */
function repeatedTrials({ params }: ClaimPlan, plan: Plan): ReadonlySet<string> {
  const { estimator, than } = params as { estimator?: string; than?: { estimator?: string } };
  const read = [estimator, than?.estimator].filter((name) => name !== undefined);
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const trial of plan.trials) {
    const content = trialContent(trial, plan, read);
    if (seen.has(content)) repeated.add(trial.id);
    seen.add(content);
  }
  return repeated;
}

/**
 * The verdicts on one claim: a row a trial, then the row over all trials.
 * @param repeated trials that the last row does not count, since they repeat others
 */
export function verdicts(
  claim: ClaimPlan,
  findings: ClaimFindings,
  repeated: ReadonlySet<string> = new Set(),
): Row[] {
  const allowed = typeof claim.params.violations === 'number' ? claim.params.violations : 0;
  const statement = findings.statement + share(allowed);
  const trials = findings.trials.map((finding) => ({
    claim: claim.name,
    trial: finding.trial,
    ...verdict(finding, allowed),
    low: null,
    high: null,
    statement: statement + remarks(claim, [finding]),
  }));
  const counted = findings.trials.filter(({ trial }) => !repeated.has(trial));
  const telling = counted.filter((finding) => finding.cases > 0 && !finding.vacuous);
  const margins = telling.flatMap((finding) => finding.worstMargin ?? []);
  const interval = findings.interval ?? bootstrapInterval(margins);
  const effects = telling.flatMap((finding) => finding.effect ?? []);
  const all = {
    claim: claim.name,
    trial: 'all',
    ...verdict(pool(counted, telling), allowed),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    statement: statement + remarks(claim, counted, signFlips(effects)),
  };
  return [...trials, all];
}

function verdict(finding: TrialFinding, allowed: number) {
  const judged = finding.cases > 0 && !finding.vacuous;
  return {
    holds: judged ? finding.violations <= allowed * finding.cases * (1 + roundOff) : null,
    vacuous: finding.vacuous,
    cases: finding.cases,
    violations: finding.violations,
    worst_margin: finding.worstMargin,
  };
}

/** Trials as one: those that say something, or all of them when none does. */
function pool(all: readonly TrialFinding[], telling: readonly TrialFinding[]): TrialFinding {
  const pooled = telling.length > 0 ? telling : all;
  const margins = pooled.flatMap((finding) => finding.worstMargin ?? []);
  return {
    trial: 'all',
    cases: sum(pooled.map((finding) => finding.cases)),
    violations: sum(pooled.map((finding) => finding.violations)),
    missing: sum(all.map((finding) => finding.missing)),
    worstMargin: margins.length > 0 ? Math.min(...margins) : null,
    vacuous: telling.length === 0 && all.some((finding) => finding.vacuous),
  };
}

function share(allowed: number): string {
  return allowed > 0 ? `, in at least ${Number((100 * (1 - allowed)).toFixed(2))} % of the cases` : '';
}

function remarks(claim: ClaimPlan, findings: readonly TrialFinding[], p: number | null = null): string {
  const several = findings.length > 1;
  const missing = sum(findings.map((finding) => finding.missing));
  const vacuous = findings.filter((finding) => finding.vacuous).length;
  const empty = findings.filter((finding) => finding.cases === 0).length;
  const notes = [
    missing > 0 ? `${numbered(missing, 'case')} without a value left out` : '',
    several && vacuous > 0 && vacuous < findings.length
      ? `${numbered(vacuous, 'vacuous trial')} left out`
      : '',
    p === null ? '' : `p = ${Number(p.toPrecision(2))} by sign flips over the trials`,
    several && empty > 0 && !picksTrials(claim) ? `${numbered(empty, 'trial')} without a case` : '',
  ].filter((note) => note !== '');
  return notes.length > 0 ? ` (${notes.join('; ')})` : '';
}

/** Whether a claim is about some settings of the matrix only, so that trials without a case are meant to be. */
function picksTrials({ params }: ClaimPlan): boolean {
  return (params.where as Where | undefined)?.settings !== undefined;
}

function numbered(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
