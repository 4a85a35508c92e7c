import { describe, expect, it } from 'vitest';
import type { ClaimFindings, ClaimRun } from '../../runner/contract/claim.ts';
import { loadNode } from '../../runner/nodes/registry.ts';
import { type ClaimNode, claimProperties, type ExampleVerdict } from '../../runner/proof/claim-properties.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { claimCases, never } from './support/claim-cases.ts';

const kinds = loadCatalog().entries.filter(({ family }) => family === 'claim');
const nodeOf = async (kind: string) => (await loadNode('claim', kind)) as ClaimNode<JsonObject>;
const nodes = new Map(await Promise.all(kinds.map(async ({ kind }) => [kind, await nodeOf(kind)] as const)));

describe.each(kinds)('the claim $kind', ({ kind }) => {
  const cases = claimCases[kind] ?? [];

  it('has a golden of each verdict', () => {
    const all: readonly ExampleVerdict[] = ['holds', 'fails', 'vacuous', 'no-data'];
    const wanted = all.filter((verdict) => !never[kind]?.includes(verdict));
    const there = wanted.filter((verdict) => cases.some((each) => each.verdict === verdict));
    expect(there, `goldens of ${kind} in test/proof/support/claim-cases.ts`).toEqual(wanted);
  });

  for (const { name, run } of claimProperties(nodes.get(kind)!, cases)) it(name, run);
});

/** Names of the properties that a claim with other findings lacks, on a case that holds. */
async function lacking(run: ClaimRun<JsonObject>): Promise<string> {
  const broken: string[] = [];
  const cases = claimCases.rises!.filter(({ verdict }) => verdict === 'holds');
  for (const each of claimProperties({ ...nodes.get('rises')!, run }, cases)) {
    await each.run().catch(() => broken.push(each.name));
  }
  return broken.join('\n');
}

describe('a claim that is wrong is refused', () => {
  const right = nodes.get('rises')!.run;
  const changed = (change: (found: ClaimFindings) => ClaimFindings) =>
    lacking((params, context) => change(right(params, context)));
  const withFirst = (more: object) =>
    changed(({ trials: [first, ...others], ...found }) => ({
      ...found,
      trials: [{ ...first!, ...more }, ...others],
    }));

  it('unless it is right', async () => {
    expect(await changed((found) => found)).toBe('');
  });

  it('with another verdict, more violations than cases, a margin too much, a trial twice, no statement', async () => {
    expect(await withFirst({ violations: 1, worstMargin: -5 })).toContain('the verdict: holds');
    expect(await withFirst({ violations: 1 })).toContain('findings that go together');
    expect(await withFirst({ violations: 5 })).toContain('findings that go together');
    expect(await withFirst({ cases: 0, violations: 0 })).toContain('findings that go together');
    expect(await withFirst({ worstMargin: -1 })).toContain('findings that go together');
    expect(await withFirst({ trial: 'seed=2' })).toContain('findings that go together');
    expect(await changed((found) => ({ ...found, statement: '' }))).toContain('findings that go together');
  });

  it('which sees the order of rows, changes its tables, or judges what is not there', async () => {
    const first: ClaimRun<JsonObject> = (params, context) => {
      const found = right(params, context);
      const worstMargin = Number(context.estimates[0]?.value);
      return { ...found, trials: found.trials.map((trial) => ({ ...trial, worstMargin })) };
    };
    expect(await lacking(first)).toContain('the same in any order');
    const clearing: ClaimRun<JsonObject> = (params, context) => {
      const found = right(params, context);
      Object.assign(context.estimates[0] ?? {}, { value: 7 });
      return found;
    };
    expect(await lacking(clearing)).toContain('tables as they were');
    const always = right(claimCases.rises![0]!.params, claimCases.rises![0]!.tables);
    expect(await lacking(() => always)).toContain('no case without rows');
  });
});
