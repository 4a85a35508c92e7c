import { expect, test } from 'vitest';
import { calibrationBlocks } from '../../reports/sections/calibration-card.ts';
import { claimDoubts } from '../../runner/claims/claim-doubts.ts';
import { trialDoubts, twoGroups } from '../../runner/claims/trial-doubts.ts';
import { randomStream } from '../../runner/random/stream.ts';
import type { Row } from '../../src/table/columns.ts';
import { accuracies, course, smallContext } from '../claims/small-tables.ts';
import { syntheticPlan } from '../reports/synthetic-run.ts';

const none = { calibration: [], uncalibrated: new Set<string>(), readings: [] };
const claim = (params: object) => ({
  name: 'c',
  expect: 'non-increasing',
  params: JSON.parse(JSON.stringify({ estimator: 'IXT', ...params })),
  statement: '',
});
const about = (words: RegExp, doubts: readonly string[]) => doubts.filter((one) => words.test(one)).length;

test('finding 13: alarms of the very rows that a claim reads, with their share', () => {
  const estimates = course('C1', [1, 2, 3, 4]).map((row, i) =>
    i < 3 ? { ...row, flag: 'saturated: X; collapsed: T' } : row,
  );
  const context = smallContext({ estimates: [...estimates, ...course('F1', [1, 2, 3, 4])] });
  expect(claimDoubts(claim({}), context, none)).toHaveLength(2);
  expect(about(/^38 %.*saturated/, claimDoubts(claim({}), context, none))).toBe(1);
  expect(about(/^75 %/, claimDoubts(claim({ where: { layer: 'C1' } }), context, none))).toBe(2);
  expect(claimDoubts(claim({ where: { layer: 'F1' } }), context, none)).toEqual([]);
  expect(
    about(/^75 %/, claimDoubts(claim({ where: { layer: 'F1' }, than: { layer: 'C1' } }), context, none)),
  ).toBe(0);
  expect(claimDoubts(claim({ where: { layer: 'F1' }, than: { layer: 'C1' } }), context, none)).toHaveLength(
    2,
  );
});

test('finding 13: other readings of the quantity that say something else', () => {
  const context = smallContext({ estimates: course('C1', [1]) });
  const verdicts = (...found: string[]): Row[] => found.map((verdict, i) => ({ claim: `e${i}`, verdict }));
  const doubts = (...found: string[]) =>
    claimDoubts(claim({}), context, {
      ...none,
      readings: [{ claims: ['c'], statement: '', verdicts: verdicts(...found) }],
    });
  expect(about(/e2/, doubts('holds', 'holds', 'fails'))).toBe(1);
  expect(doubts('holds', 'unclear', 'vacuous')).toEqual([]);
  expect(doubts('fails', 'fails')).toEqual([]);
});

test('finding 13 and 14: a flat sweep, missed answers, and estimators that were never calibrated', () => {
  const context = smallContext({ estimates: course('C1', [1]) });
  const sweep = { title: '', caption: '', unit: 'bits', flat: true, points: [] };
  const card = { estimators: ['IXT'], settings: '', cases: [], sweep, problems: [] };
  expect(claimDoubts(claim({}), context, { ...none, calibration: [card] })).toHaveLength(1);
  expect(
    claimDoubts(claim({}), context, { ...none, calibration: [{ ...card, estimators: ['ITY'] }] }),
  ).toEqual([]);
  expect(claimDoubts(claim({}), context, { ...none, uncalibrated: new Set(['IXT']) })).toHaveLength(1);
  const problem = (what: string) => [{ ...card, sweep: null, problems: [{ what, why: 'too slow. More' }] }];
  expect(claimDoubts(claim({}), context, { ...none, calibration: problem('') })).toHaveLength(1);
  expect(claimDoubts(claim({}), context, { ...none, calibration: problem('a case') })).toEqual([]);
  const missed = { about: '', quantity: '', value: 1, expected: 2, tolerance: 0.1, unit: '', source: '' };
  const steep = { ...card, sweep: { ...sweep, flat: false } };
  expect(
    claimDoubts(claim({}), context, { ...none, calibration: [{ ...steep, cases: [missed] }] }),
  ).toHaveLength(1);
});

test('finding 14: no alarm says nothing of an estimator that was never calibrated', () => {
  const estimates = course('C1', [1]);
  const calibration = { estimators: ['IXT'], settings: '', cases: [], sweep: null, problems: [] };
  const page = (cards: { calibration: typeof calibration; sweepSvg: null }[]) =>
    calibrationBlocks(cards, estimates).html;
  expect(page([{ calibration, sweepSvg: null }])).toContain('alarm good');
  expect(page([])).not.toContain('alarm good');
});

test('networks at chance, where a claim reads them after training', () => {
  const base = smallContext({ estimates: course('C1', [1, 2]), training: accuracies([0.1, 0.11]) });
  const trial = { ...base.plan.trials[0]!, stages: [base.plan.stages[0]!.key] };
  const model = base.plan.stages[0]!.model.name;
  const named = (rows: readonly Row[]) => rows.map((row) => ({ ...row, model }));
  const context = {
    plan: { ...base.plan, trials: [trial] },
    estimates: named(base.estimates),
    training: named(base.training),
  };
  expect(about(/chance/, claimDoubts(claim({}), context, none))).toBe(1);
  expect(claimDoubts(claim({ where: { epoch: 'first' } }), context, none)).toEqual([]);
  const learned = named(smallContext({ training: accuracies([0.1, 0.9]) }).training);
  expect(claimDoubts(claim({}), { ...context, training: learned }, none)).toEqual([]);
});

test('trials in two groups, or of no width', () => {
  const trials = (...margins: number[]) =>
    margins.map((worstMargin, i) => ({
      trial: `${i}`,
      cases: 1,
      violations: 0,
      missing: 0,
      worstMargin,
      vacuous: false,
    }));
  expect(trialDoubts(trials(0.1, 0.12, 0.11, 0.9, 0.91))).toHaveLength(1);
  expect(twoGroups([0.1, 0.11, 0.12, 0.9, 0.91])).toEqual([3, 2]);
  expect(trialDoubts(trials(0.1, 0.3, 0.5, 0.7, 0.9))).toEqual([]);
  expect(trialDoubts(trials(0.5, 0.5, 0.5))).toHaveLength(1);
  expect(trialDoubts(trials(0.5))).toEqual([]);
});

test.each([
  [4, 0.06],
  [5, 0.03],
  [6, 0.02],
  [10, 0.01],
])('%i normal values seldom look like groups', (count, most) => {
  const random = randomStream(count, 'groups');
  const draws = 4000;
  let found = 0;
  for (let i = 0; i < draws; i++) {
    const values = Array.from({ length: count }, () => random.normal()).sort((a, b) => a - b);
    if (twoGroups(values)) found++;
  }
  console.log(`${count} normal values seem to fall into groups in ${((100 * found) / draws).toFixed(2)} %`);
  expect(found / draws).toBeLessThanOrEqual(most);
});

test('a bound within the sampling error of the recorded samples', () => {
  const base = smallContext({ training: accuracies([0.5, 0.97]) });
  const [first] = syntheticPlan('t', 1).stages;
  const samples = { probe: { split: 'test' as const, n: 128, rows: [] } };
  const recorded = { folder: 'c', program: null, errors: false, curve: null, samples };
  const stage = { ...first!, model: { ...first!.model, name: 'net' }, recorded };
  const trials = base.plan.trials.map((trial) => ({ ...trial, stages: [stage.key] }));
  const doubts = (bound: number, n = 128) => {
    const sized = { ...stage, recorded: { ...recorded, samples: { probe: { ...samples.probe, n } } } };
    const context = { ...base, plan: { ...base.plan, trials, stages: [sized] } };
    const params = { table: 'training', value: 'accuracy', bound, where: { epoch: 1 } };
    return claimDoubts({ ...claim(params), params: JSON.parse(JSON.stringify(params)) }, context, none);
  };
  // 1.96 sqrt(0.97 0.03 / 128) = 0.0296
  expect(about(/128 recorded.*3\.0 %/, doubts(0.96))).toBe(1);
  expect(about(/128 recorded/, doubts(0.941))).toBe(1);
  expect(doubts(0.94)).toEqual([]);
  expect(doubts(0.96, 2000)).toEqual([]);
});
