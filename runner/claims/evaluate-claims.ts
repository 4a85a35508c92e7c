import type { ClaimPlan, Plan } from '../../src/plan/plan.ts';
import type { Cell, Column, Row } from '../../src/table/columns.ts';
import { type ResultTable, TableBuilder } from '../../src/table/result-table.ts';
import { axisCell, axisColumn } from '../../src/table/result-tables.ts';
import { rowsOfTrials } from '../../src/table/rows-of-trials.ts';
import { columnsWith } from '../../src/table/table-columns.ts';
import type { CaseList, ClaimContext, ClaimFindings, ClaimRun } from '../contract/claim.ts';
import type { Kinds } from '../contract/kinds.ts';
import { holm } from './holm.ts';
import { judgeFindings } from './judging/judge-findings.ts';

/** What claims came to: the rows of the table `claims`, and the table `cases`. */
export interface ClaimTables {
  readonly claims: readonly Row[];
  readonly cases: ResultTable;
}

/**
 * Judges every claim of a plan (docs/claims.md): for each a row a trial, where there are several settings a row for each over its trials
 * (trial `all`), and one over all settings; and a row a case. `p_holm` is adjusted for all claims of the plan.
 *
 * @param kinds those of plugins too
 * @throws Error when a kind of claim is not known (the compiler has checked that)
 */
export async function evaluateClaims(context: ClaimContext, kinds: Kinds): Promise<ClaimTables> {
  let claims: readonly Row[] = [];
  const cases = new TableBuilder(columnsWith('cases', axesOf(context.plan)));
  for await (const judged of judgedOneByOne(context, kinds)) {
    claims = claims.concat(judged.claims);
    addCases(cases, judged.cases);
  }
  return { claims: withHolm(claims), cases: cases.finish() };
}

/** The rows of the table `claims` alone. */
export async function claimVerdicts(context: ClaimContext, kinds: Kinds): Promise<readonly Row[]> {
  let claims: readonly Row[] = [];
  for await (const judged of judgedOneByOne(context, kinds)) claims = claims.concat(judged.claims);
  return withHolm(claims);
}

/** The columns of the matrix axes but the seed. */
function axesOf({ axes, trials }: Plan): Column[] {
  const names = axes.map(({ name }) => name).filter((name) => name !== 'seed');
  return names.map((name) =>
    axisColumn(name, new Set(trials.map(({ settings }) => axisCell(settings[name] ?? null)))),
  );
}

/** The rows of each claim, without `p_holm`, one claim after another: there can be as many cases as estimates. */
async function* judgedOneByOne(context: ClaimContext, kinds: Kinds): AsyncGenerator<Judgement> {
  for (const claim of context.plan.claims) {
    const node = await kinds.node('claim', claim.expect);
    const judge = node.run as ClaimRun;
    const part = onlyTrials(context, claim.trials);
    const findings = kinds.running(() => judge(claim.params as never, part));
    yield judgement(claim, findings, part.plan);
  }
}

/** The rows of one claim, without `p_holm`, and its cases. */
interface Judgement {
  readonly claims: readonly Row[];
  readonly cases: readonly TrialCases[];
}

/** The cases of a trial, and what they have in common. */
interface TrialCases {
  readonly shared: Row;
  readonly list: CaseList;
}

/** The rows of one claim, without `p_holm`. */
export function verdicts(
  claim: ClaimPlan,
  findings: ClaimFindings,
  plan: Plan,
): { readonly claims: readonly Row[]; readonly cases: readonly Row[] } {
  const { claims, cases } = judgement(claim, findings, plan);
  return {
    claims,
    cases: cases.flatMap(({ shared, list }) =>
      Array.from(list, ({ place: where, value, than: than_value, margin, violated }) => {
        return { ...shared, where, value, than_value, margin, violated };
      }),
    ),
  };
}

function addCases(table: TableBuilder, trials: readonly TrialCases[]): void {
  const own = (['where', 'value', 'than_value', 'margin', 'violated'] as const).map(
    (name) => table.column(name)!,
  );
  const [where, value, than, margin, violated] = own;
  for (const { shared, list } of trials) {
    for (const [name, cell] of Object.entries(shared)) table.column(name)!.add(cell, list.length);
    for (const one of list) {
      where!.add(one.place);
      value!.add(one.value);
      than!.add(one.than);
      margin!.add(one.margin);
      violated!.add(one.violated);
    }
  }
}

function judgement(claim: ClaimPlan, findings: ClaimFindings, plan: Plan): Judgement {
  const axes = plan.axes.map(({ name }) => name).filter((name) => name !== 'seed');
  const { rows, trials } = judgeFindings(claim, findings, plan);
  const cells = (own: Readonly<Record<string, Cell>>) =>
    Object.fromEntries(axes.map((axis) => [axis, own[axis] ?? null]));
  return {
    claims: rows.map(({ trial, axes: own, found, where, statement, doubts }) => ({
      claim: claim.name,
      ...cells(own),
      trial,
      verdict: found.verdict,
      trials: found.trials,
      agreeing: found.agreeing,
      cases: found.cases,
      violations: found.violations,
      worst_margin: found.worstMargin,
      low: found.low,
      high: found.high,
      p: found.p,
      p_holm: null,
      where: where || null,
      statement,
      doubts: doubts || null,
    })),
    cases: trials.map(({ trial, axes: own, list }) => ({
      shared: { claim: claim.name, trial, ...cells(own) },
      list,
    })),
  };
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

/** The last row of each claim is the one over all settings. */
function withHolm(rows: readonly Row[]): Row[] {
  const last = rows.filter((row, i) => rows[i + 1]?.claim !== row.claim);
  const adjusted = holm(last.map(({ p }) => (typeof p === 'number' ? p : null)));
  const byClaim = new Map(last.map((row, i) => [row, adjusted[i] ?? null]));
  return rows.map((row) => (byClaim.has(row) ? { ...row, p_holm: byClaim.get(row)! } : row));
}
