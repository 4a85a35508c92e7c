import type { NodeDeclaration } from '../../src/node/declare.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import type { Row } from '../../src/table/columns.ts';
import { claimVerdicts } from '../claims/evaluate-claims.ts';
import type { ClaimContext, ClaimFindings, ClaimRun, ClaimCase as ListedCase } from '../contract/claim.ts';
import { randomStream } from '../random/stream.ts';
import { kindsWith } from './kinds-with.ts';
import { need, type Property } from './property.ts';

/** One setting of a claim on the tables of a run, and its verdict. */
export interface ClaimExample {
  readonly name: string;
  /** Settings with the defaults filled in. */
  readonly params: JsonObject;
  readonly tables: ClaimContext;
  /** Over all trials: it holds, fails, is unclear or vacuous, or has no case to look at; what one trial showed counts as a verdict here. */
  readonly verdict: ExampleVerdict;
}

export type ExampleVerdict = 'holds' | 'fails' | 'unclear' | 'vacuous' | 'no-data';

/** A declaration as `defineNode` gives it. */
export type ClaimNode<Params> = NodeDeclaration<ClaimRun<Params>>;

/**
 * What a claim must have, by name, for each case: its verdict, findings that go together, the same verdicts whatever the order of
 * the tables' rows and of the trials, tables left as they were, and no case where there are no rows.
 * @example
 * const tables = claimTables({ estimates: [{ estimator: 'a', layer: 'F1', epoch: 0, value: 1 }] });
 * const cases = [{ name: 'inside', params: { estimator: 'a', low: 0, high: 2 }, tables, verdict: 'holds' as const }];
 * for (const { name, run } of claimProperties(between, cases)) test(name, run);
 */
export function claimProperties<Params>(
  node: ClaimNode<Params>,
  cases: readonly ClaimExample[],
): readonly Property[] {
  const own = node as NodeDeclaration<unknown>;
  return cases.flatMap((each) =>
    propertiesOf(each, own).map(({ name, run }) => ({ name: `${own.kind}, ${each.name}: ${name}`, run })),
  );
}

function propertiesOf(
  { params, tables: given, verdict }: ClaimExample,
  node: NodeDeclaration<unknown>,
): Property[] {
  const kinds = kindsWith(node);
  const judge = async (context: ClaimContext) => {
    const asked = [{ name: 'claim', expect: node.kind, params, statement: '' }];
    const claims = await claimVerdicts({ ...context, plan: { ...context.plan, claims: asked } }, kinds);
    return claims;
  };
  const fresh = () => structuredClone(given);
  return [
    {
      name: `the verdict: ${verdict}`,
      async run() {
        const found = verdictOf((await judge(fresh())).at(-1)!);
        need(found === verdict, `the verdict is: ${found}`);
      },
    },
    {
      name: 'findings that go together',
      run: async () => checkFindings((node.run as ClaimRun)(params as never, fresh())),
    },
    { name: 'the same in any order', run: () => checkOrder(fresh, judge) },
    {
      name: 'tables as they were',
      async run() {
        const tables = fresh();
        (node.run as ClaimRun)(params as never, tables);
        need(JSON.stringify(tables) === JSON.stringify(given), 'it changes the tables');
      },
    },
    {
      name: 'no case without rows',
      async run() {
        const empty = { ...fresh(), estimates: [], training: [] };
        checkFindings((node.run as ClaimRun)(params as never, empty));
        const found = verdictOf((await judge(empty)).at(-1)!);
        need(found === 'no-data', `without a row the verdict is: ${found}`);
      },
    },
  ];
}

const verdicts: Readonly<Record<string, ExampleVerdict>> = {
  holds: 'holds',
  'held-once': 'holds',
  fails: 'fails',
  'failed-once': 'fails',
  unclear: 'unclear',
  vacuous: 'vacuous',
};

function verdictOf({ verdict }: Row): ExampleVerdict {
  return verdicts[String(verdict)] ?? 'no-data';
}

function checkFindings({ statement, trials }: ClaimFindings): void {
  need(typeof statement === 'string' && statement !== '', 'it has no statement');
  need(trials.length > 0, 'no trial is judged');
  const names = trials.map(({ trial }) => trial);
  need(new Set(names).size === names.length, `trials are judged twice: ${names.join(', ')}`);
  for (const { trial, cases, violations, missing, worstMargin, list } of trials) {
    for (const [what, count] of Object.entries({ cases, violations, missing }))
      need(Number.isInteger(count) && count >= 0, `${trial} has ${count} ${what}`);
    need(violations <= cases, `${trial} has ${violations} violations in ${cases} cases`);
    need(
      (worstMargin === null) === (cases === 0),
      `${trial} has ${cases} cases, its worst margin is ${worstMargin}`,
    );
    need(worstMargin === null || Number.isFinite(worstMargin), `${trial} has the margin ${worstMargin}`);
    const broken = worstMargin !== null && worstMargin < 0;
    need(violations > 0 || !broken, `${trial} has no violation, and its worst margin is ${worstMargin}`);
    if (list) checkList(trial, list, { cases, violations });
  }
}

/** The cases one by one are those that are counted, each at a place of its own. */
function checkList(
  trial: string,
  list: Iterable<ListedCase>,
  counted: { readonly cases: number; readonly violations: number },
): void {
  const all = [...list];
  const violated = all.filter((one) => one.violated).length;
  const same = all.length === counted.cases && violated === counted.violations;
  need(same, `${trial} lists ${violated} violations in ${all.length} cases`);
  need(new Set(all.map(({ place }) => place)).size === all.length, `${trial} has a place twice`);
  for (const { place, margin } of all)
    need(Number.isFinite(margin), `${trial} has the margin ${margin} at ${place}`);
}

async function checkOrder(
  fresh: () => ClaimContext,
  judge: (context: ClaimContext) => Promise<readonly Row[]>,
): Promise<void> {
  const byTrial = async (context: ClaimContext) =>
    JSON.stringify(
      (await judge(context))
        .map(({ low, high, ...row }) => row)
        .sort((a, b) => (String(a.trial) < String(b.trial) ? -1 : 1)),
    );
  const expected = await byTrial(fresh());
  for (const seed of [1, 2]) {
    const mixed = <T>(list: readonly T[], role: string) =>
      Array.from(randomStream(seed, role).permutation(list.length), (at) => list[at]!);
    const tables = fresh();
    const rows = {
      estimates: mixed(tables.estimates, 'estimates'),
      training: mixed(tables.training, 'training'),
    };
    need((await byTrial({ ...tables, ...rows })) === expected, 'the order of rows changes a verdict');
    const plan = { ...tables.plan, trials: mixed(tables.plan.trials, 'trials') };
    need((await byTrial({ ...fresh(), plan })) === expected, 'the order of trials changes a verdict');
  }
}
