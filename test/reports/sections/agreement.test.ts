import { describe, expect, test } from 'vitest';
import type { AgreementGroup } from '../../../reports/report-input.ts';
import { agreementBlocks } from '../../../reports/sections/agreement.ts';
import { readingGroups } from '../../../runner/claims/readings.ts';
import { ownKinds } from '../../../runner/nodes/own-kinds.ts';
import { conclusionsOf } from '../../../runner/reporting/conclusions.ts';
import { kendallTau } from '../../../runner/reporting/kendall-tau.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { Row, RunTables } from '../../../src/table/columns.ts';
import { planOf, studyText } from '../../plan/study-text.ts';

const text = studyText.replace(/estimators:[\s\S]*$/, '').concat(`estimators:
  renyi: { kind: matrix-renyi, probe: forward, quantity: I(X;T), alpha: 1.01 }
  kde: { kind: kde, probe: forward, quantity: I(X;T), base: e }
  ksg: { kind: ksg, probe: forward, quantity: I(X;T) }
  binned: { kind: binning, probe: forward, quantity: I(T;Y) }
claims:
  by-renyi: { expect: non-increasing, estimator: renyi, tolerance: 0.5 }
  by-kde: { expect: non-increasing, estimator: kde, tolerance: 0.5 }
  at-the-end: { expect: non-decreasing, estimator: ksg, where: { epoch: last } }
`);

/** Values of the layers C1, P1, F1 by estimator, at the first row and at the last. */
const values: Readonly<Record<string, readonly (readonly number[])[]>> = {
  renyi: [
    [5, 4, 3],
    [5, 4, 4.4],
  ],
  // In nats. At the end F1 rises by 0.4 nats, more than 0.5 bits.
  kde: [
    [3, 2, 1],
    [3, 2, 2.4],
  ],
  ksg: [
    [1, 2, 3],
    [2, 2, 2],
  ],
  binned: [
    [1, 1, 1],
    [1, 2, 3],
  ],
};

function tablesOf(plan: Plan, shift: (trial: string) => number = () => 0): RunTables {
  const estimates: Row[] = plan.trials.flatMap((trial) =>
    Object.entries(values).flatMap(([estimator, rows]) =>
      rows.flatMap((row, at) =>
        row.map((value, layer) => ({
          trial: trial.id,
          seed: trial.seed,
          model: 'net',
          epoch: 2 * at,
          iteration: 20 * at,
          layer: ['C1', 'P1', 'F1'][layer]!,
          layer_index: layer,
          channel: null,
          estimator,
          quantity: estimator === 'binned' ? 'I(T;Y)' : 'I(X;T)',
          value: value + (estimator === 'renyi' ? shift(trial.id) * layer : 0),
          unit: estimator === 'kde' ? 'nats' : 'bits',
          samples: 100,
        })),
      ),
    ),
  );
  return { axes: [], estimates, training: [], claims: [], cases: [] };
}

const ranksOf = (group: AgreementGroup) =>
  group.ranks.map(({ first, second, tau, moments }) => [first, second, tau, moments]);

describe("Kendall's tau-b", () => {
  test('counted by hand', () => {
    expect(kendallTau([1, 2, 3, 4], [1, 2, 3, 4])).toBe(1);
    expect(kendallTau([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1);
    expect(kendallTau([1, 2, 3], [1, 3, 2])).toBeCloseTo(1 / 3, 15);
    // Pairs: (1,2) tied in a, (1,3) and (2,3) concordant; 2 / sqrt(2 * 3).
    expect(kendallTau([1, 1, 2], [1, 2, 3])).toBeCloseTo(2 / Math.sqrt(6), 15);
  });

  test('without an order there is none', () => {
    expect(kendallTau([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(kendallTau([1], [1])).toBeNull();
  });
});

describe('which conclusions survive', () => {
  const plan = planOf(text);

  test('readings of one quantity on the same layers go together', () => {
    const groups = readingGroups(plan);
    expect(groups.map((group) => group.map((reading) => reading.label))).toEqual([['renyi', 'kde', 'ksg']]);
  });

  test('a reading whose values are all saturated decides nothing, and is named', async () => {
    const tables = tablesOf(plan);
    const flagged = (name: string, only: number) =>
      tables.estimates.map((row) =>
        row.estimator === name && Number(row.layer_index) < only ? { ...row, flag: 'saturated: T' } : row,
      );
    const silentOf = async (estimates: readonly Row[]) => {
      const groups = await conclusionsOf(plan, { ...tables, estimates }, ownKinds);
      const silent = groups[0]!.readings.map((reading) => reading.silent);
      return { silent, page: agreementBlocks(groups, {}).html };
    };
    const whole = await silentOf(flagged('ksg', 3));
    expect(whole.silent).toEqual([false, false, true]);
    // of renyi and kde, which differ
    expect(whole.page).toMatch(/holds by 1 of 2; every value of ksg/);
    const part = await silentOf(flagged('ksg', 2));
    expect(part.silent).toEqual([false, false, false]);
    expect(part.page).toMatch(/holds by 1 of 3/);
  });

  test('each claim is judged on each reading, once for claims that say the same', async () => {
    const [group, ...others] = await conclusionsOf(plan, tablesOf(plan), ownKinds);
    expect(others).toEqual([]);
    expect(group!.conclusions.map((each) => each.claims)).toEqual([['by-renyi', 'by-kde'], ['at-the-end']]);
    const holds = group!.conclusions.map((each) =>
      each.verdicts.map(({ claim, verdict }) => [claim, verdict]),
    );
    // renyi: 4 to 4.4 is within 0.5 bits. kde: 0.4 nats is more than 0.5 ln 2. ksg: rises by 1.
    expect(holds[0]).toEqual([
      ['renyi', 'held-once'],
      ['kde', 'failed-once'],
      ['ksg', 'failed-once'],
    ]);
    // At the end renyi and kde fall from C1 to P1; ksg is the same everywhere, which says nothing.
    expect(holds[1]).toEqual([
      ['renyi', 'failed-once'],
      ['kde', 'failed-once'],
      ['ksg', 'vacuous'],
    ]);
  });

  test.each([
    ['at-least', 'bound: 0.9'],
    ['at-most', 'bound: 5.1'],
    ['near', 'target: 3, tolerance: 2.1'],
    ['greater-than', 'excess: 0.9, than: { layer: P1 }, where: { layer: C1 }'],
  ])('%s: what it says is in the unit of each reading', async (expect_, settings) => {
    const varied = planOf(
      `${text.replace(/claims:[\s\S]*$/, '')}matrix: { estimators.renyi.base: [2, e] }\nclaims:\n  own: { expect: ${expect_}, estimator: renyi, ${settings} }\n`,
    );
    const tables = tablesOf(varied);
    const inNats = tables.estimates.map((row) =>
      row.estimator === 'renyi' && /=e$/.test(String(row.trial))
        ? { ...row, unit: 'nats', value: Number(row.value) * Math.LN2 }
        : row,
    );
    const [group] = await conclusionsOf(varied, { ...tables, estimates: inNats }, ownKinds);
    const verdicts = group!.conclusions[0]!.verdicts.filter(({ claim }) => /renyi/.test(String(claim)));
    expect(verdicts.map(({ claim, verdict }) => [claim, verdict])).toEqual([
      ['renyi (base 2)', 'held-once'],
      ['renyi (base e)', 'held-once'],
    ]);
    expect(verdicts[1]!.worst_margin).toBeCloseTo(Number(verdicts[0]!.worst_margin) * Math.LN2, 12);
  });

  test('the order of the layers is compared at each row that has one', async () => {
    const [group] = await conclusionsOf(plan, tablesOf(plan), ownKinds);
    expect(ranksOf(group!)).toEqual([
      ['renyi', 'kde', 1, 2],
      ['renyi', 'ksg', -1, 1],
      ['kde', 'ksg', -1, 1],
    ]);
  });

  test('an estimator that the matrix varies is a reading for each of its settings', async () => {
    const varied = planOf(`${text}matrix: { seed: [1, 2], estimators.renyi.alpha: [1.01, 2] }\n`);
    expect(readingGroups(varied)[0]!.map(({ label, trials }) => [label, trials.length])).toEqual([
      ['renyi (alpha 1.01)', 2],
      ['kde', 2],
      ['ksg', 2],
      ['renyi (alpha 2)', 2],
    ]);
    const [group] = await conclusionsOf(
      varied,
      tablesOf(varied, (trial) => (/=2$/.test(trial) ? 3 : 0)),
      ownKinds,
    );
    // Row 1: 5 4 3 against 5 7 9 is -1. Row 2: 5 4 4.4 against 5 7 10.4 agrees in one pair of three.
    const [between] = group!.ranks.filter(({ first, second }) => /1.01/.test(first) && /2/.test(second));
    expect(between!.tau).toBeCloseTo((-1 - 1 / 3) / 2, 15);
    expect(between!.moments).toBe(4);
    expect(
      group!.conclusions[0]!.verdicts.map(({ claim, verdict, cases }) => [claim, verdict, cases]),
    ).toEqual([
      ['renyi (alpha 1.01)', 'holds', 8],
      ['kde', 'fails', 8],
      ['ksg', 'fails', 8],
      ['renyi (alpha 2)', 'fails', 8],
    ]);
  });

  test('the page says so in words, and says nothing of a study with one estimator a quantity', async () => {
    const { html } = agreementBlocks(await conclusionsOf(plan, tablesOf(plan), ownKinds), {});
    expect(html).toContain('Depends on the estimator: holds by 1 of 3');
    expect(html).toContain('Fails by all 2 that say something');
    expect(html).toContain('by-renyi, by-kde');
    // a conclusion is of no reading and of no trial
    const heads = [...html.matchAll(/<th scope="row" class="wrap">(.*?)<small>/gs)].map(([, head]) => head!);
    expect(heads).toHaveLength(2);
    for (const head of heads) expect(head).not.toMatch(/\((renyi|kde|ksg)\)|trials?\)/);
    const single = planOf(studyText);
    expect(await conclusionsOf(single, { ...tablesOf(single), estimates: [] }, ownKinds)).toEqual([]);
    expect(agreementBlocks([], {}).html).toBe('');
  });
});
