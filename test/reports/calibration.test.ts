import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { calibrationSection } from '../../reports/sections/calibration-card.ts';
import { calibrate } from '../../runner/calibration/calibrate.ts';
import { knownCases } from '../../runner/calibration/known-cases.ts';
import { renyiEntropy } from '../../runner/calibration/renyi-entropy.ts';
import { syntheticRun } from './synthetic-run.ts';

const vectors = JSON.parse(readFileSync(new URL('../fixtures/vectors.json', import.meta.url), 'utf8'));
const known = (about: RegExp) => knownCases.find((each) => about.test(each.about))!;

test('the closed forms are those of the reference vectors', () => {
  for (const { counts, kernel, alpha, H } of vectors.labels) {
    if (kernel === 'delta' && counts) expect(Math.abs(renyiEntropy(counts, alpha) - H)).toBeLessThan(1e-9);
  }
  for (const { gate, alpha, I_a_c, I_ab_c } of vectors.gates) {
    if (gate === 'and') expect(Math.abs(known(/^AND/).bits(alpha) - I_a_c)).toBeLessThan(1e-9);
    if (gate === 'xor') expect(Math.abs(known(/^XOR: one/).bits(alpha) - I_a_c)).toBeLessThan(1e-9);
    if (gate === 'xor') expect(Math.abs(known(/^XOR: both/).bits(alpha) - I_ab_c)).toBeLessThan(1e-9);
  }
  for (const { x, alpha, H } of vectors.matrixRenyi) {
    if (x?.length === 2 && H !== undefined) {
      expect(Math.abs(known(/^two samples/).bits(alpha) - H)).toBeLessThan(1e-9);
    }
  }
});

test('the estimator agrees with every known case, once for each of its settings', async () => {
  const { plan, tables } = syntheticRun({ seeds: 2 });
  const card = await calibrate(plan, tables.estimates);
  expect(card.map((each) => each.estimators)).toEqual([['IXT', 'ITY'], ['IDD']]);
  for (const { cases } of card) {
    expect(cases).toHaveLength(knownCases.length);
    for (const each of cases)
      expect.soft(Math.abs(each.value - each.expected), each.about).toBeLessThan(each.tolerance);
  }
});

test('the estimate grows with the correlation, beside the normal value', async () => {
  const { plan, tables } = syntheticRun();
  const [card] = await calibrate(plan, tables.estimates);
  const points = card!.sweep!.points;
  for (let i = 1; i < points.length; i++) expect(points[i]!.value).toBeGreaterThan(points[i - 1]!.value);
  const truth = vectors.shannonTruth.find(
    (each: { task: string }) => each.task === 'bivariate normal, rho 0.75',
  ).nats;
  expect(points.find((point) => point.correlation === 0.75)!.truth).toBeCloseTo(truth / Math.LN2, 12);
});

test('in nats, what is known is in nats', async () => {
  const { plan, tables } = syntheticRun();
  const stage = plan.stages[0]!;
  const estimators = stage.branches[0]!.estimators.slice(0, 1);
  const inNats = estimators.map((each) => ({ ...each, params: { ...each.params, base: 'e' } }));
  const card = await calibrate(
    { ...plan, stages: [{ ...stage, branches: [{ trial: 'base', estimators: inNats }] }] },
    tables.estimates,
  );
  const both = card[0]!.cases.find((each) => /^XOR: both/.test(each.about))!;
  expect([both.unit, both.expected]).toEqual(['nats', Math.LN2]);
  expect(both.value).toBeCloseTo(Math.LN2, 9);
});

test('the card says how many rows carry an alarm, and in a sentence what each alarm means', () => {
  const row = (flag: string | null) => ({
    estimator: 'IXT',
    layer: 'C1',
    quantity: 'I(X;T)',
    value: 1,
    alpha: 1.01,
    flag,
  });
  const page = calibrationSection([], ['saturated: H(X)', 'collapsed: T', null].map(row)).html;
  expect(page).toContain('2 of 3 rows');
  expect(page).toMatch(/<b>saturated<\/b>: [^<]*2 %[^<]*log2 of the number of samples[^<]*\./);
  expect(page).toMatch(/<b>collapsed<\/b>: [^<]*look the same[^<]*\./);
  const quiet = calibrationSection([], [row(null)]).html;
  expect(quiet).toContain('No alarm');
  expect(quiet).not.toContain('<b>saturated</b>');
});
