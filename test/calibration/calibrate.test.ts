import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrationBlocks } from '../../reports/sections/calibration-card.ts';
import { renyiCases } from '../../runner/calibration/cases/renyi-cases.ts';
import { renyiEntropy } from '../../runner/calibration/cases/renyi-entropy.ts';
import type { Kinds } from '../../runner/contract/kinds.ts';
import { layerKinds } from '../../runner/layers/index.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { makeReport } from '../../runner/reporting/make-report.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import type { Row } from '../../src/table/columns.ts';
import { studyText } from '../plan/study-text.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';
import { calibrated } from './calibrated.ts';

const vectors = JSON.parse(readFileSync(new URL('../fixtures/vectors.json', import.meta.url), 'utf8'));
const casesOf = (alpha: number) => renyiCases({ alpha, divisor: '2s2', classLikeness: () => 0 });
const known = (about: RegExp, alpha: number) => casesOf(alpha).find((each) => about.test(each.about))!;

test('the closed forms are those of the reference vectors', () => {
  for (const { counts, kernel, alpha, H } of vectors.labels) {
    if (kernel === 'delta' && counts) expect(Math.abs(renyiEntropy(counts, alpha) - H)).toBeLessThan(1e-9);
  }
  for (const { gate, alpha, I_a_c, I_ab_c } of vectors.gates) {
    if (gate === 'and') expect(Math.abs(known(/^AND/, alpha).bits - I_a_c)).toBeLessThan(1e-9);
    if (gate === 'xor') expect(Math.abs(known(/^XOR: one/, alpha).bits - I_a_c)).toBeLessThan(1e-9);
    if (gate === 'xor') expect(Math.abs(known(/^XOR: both/, alpha).bits - I_ab_c)).toBeLessThan(1e-9);
  }
  for (const { x, alpha, H } of vectors.matrixRenyi) {
    if (x?.length === 2 && H !== undefined) {
      expect(Math.abs(known(/^two samples/, alpha).bits - H)).toBeLessThan(1e-9);
    }
  }
});

test('the estimator agrees with every known case, once for each of its settings', async () => {
  const { plan, tables } = syntheticRun({ seeds: 2 });
  const card = await calibrated(plan, tables.estimates, ownKinds);
  expect(card.map((each) => each.estimators)).toEqual([['IXT', 'ITY'], ['IDD']]);
  for (const { cases } of card) {
    expect(cases).toHaveLength(casesOf(2).length);
    for (const each of cases)
      expect.soft(Math.abs(each.value - each.expected), each.about).toBeLessThan(each.tolerance);
  }
});

test('the estimate grows with the correlation, beside the normal value', async () => {
  const { plan, tables } = syntheticRun();
  const [card] = await calibrated(plan, tables.estimates, ownKinds);
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
  const card = await calibrated(
    { ...plan, stages: [{ ...stage, branches: [{ trial: 'base', estimators: inNats }] }] },
    tables.estimates,
    ownKinds,
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
  const page = calibrationBlocks([], ['saturated: H(X)', 'collapsed: T', null].map(row)).html;
  expect(page).toContain('2 of 3 rows');
  expect(page).toMatch(/<b>saturated<\/b>: [^<]*2 %[^<]*log2 of the number of samples[^<]*\./);
  expect(page).toMatch(/<b>collapsed<\/b>: [^<]*look the same[^<]*\./);
  const calibration = { estimators: ['IXT'], settings: '', cases: [], sweep: null, problems: [] };
  const quiet = calibrationBlocks([{ calibration, sweepSvg: null }], [row(null)]).html;
  expect(quiet).toContain('No alarm');
  expect(quiet).not.toContain('<b>saturated</b>');
});

/** The card of estimators by name, as a study has them, and of rows of a run. */
function cardOf(
  estimators: Readonly<Record<string, string>>,
  rows: readonly Row[] = [],
  kinds: Kinds = ownKinds,
) {
  const lines = Object.entries(estimators).map(([name, line]) => `  ${name}: ${line}\n`);
  const text = studyText.replace(/estimators:[\s\S]*$/, `estimators:\n${lines.join('')}`);
  // without the checks of estimators: cards have samples of their own, more than this study's probes
  const { plan } = compileStudy({ path: 'small.yaml', text, catalog: loadCatalog(), layers: layerKinds });
  const trial = plan!.trials[0]!.id;
  return calibrated(
    plan!,
    rows.map((row) => ({ trial, ...row })),
    kinds,
  );
}

const renyi = (more: string) => `{ kind: matrix-renyi, probe: forward, quantity: I(X;T), ${more} }`;
const differences = async (more: string, rows?: readonly Row[]) => {
  const [card] = await cardOf({ own: renyi(more) }, rows);
  return card!.cases.map(({ value, expected, tolerance }) => ({
    off: Math.abs(value - expected),
    tolerance,
  }));
};
const largest = (numbers: readonly number[]) => Math.max(...numbers);

describe('the known cases are put to the estimator with all its settings', () => {
  test.each([
    ['spectrum: f32', 6e-5, 1e-9],
    ['spectrum: rational', 3e-7, 1e-9],
    ['spectrum: { lanczos: {} }', 0.06, 1e-3],
  ])('%s: right to what it promises, and no better than it is', async (setting, within, beyond) => {
    const found = await differences(setting);
    for (const { off, tolerance } of found) {
      expect(off).toBeLessThanOrEqual(tolerance);
      expect(tolerance).toBeLessThanOrEqual(within * 1.0001);
    }
    expect(largest(found.map(({ off }) => off))).toBeGreaterThan(beyond);
  });

  test('too few random vectors show', async () => {
    const found = await differences('spectrum: { lanczos: { probes: 2, steps: 10 } }');
    expect(found.filter(({ off, tolerance }) => off > tolerance).length).toBeGreaterThan(0);
  });

  test('random vectors that many samples are given by themselves', async () => {
    const row = { estimator: 'own', samples: 5000, method: 'lanczos' };
    expect(largest((await differences('spectrum: auto', [row])).map(({ off }) => off))).toBeGreaterThan(1e-3);
  });

  test.each([
    'divisor: s2',
    'divisor: s, alpha: 2, base: e',
    'kernel: tensor, split: units',
    'labelKernel: { rbf: 0.7 }, divisor: s',
    'labelKernel: { rbf: { silverman: { h: 2, exponent: paper } } }, alpha: inf',
    'preset: wickstrom-2019',
  ])('%s: closed forms of its own', async (setting) => {
    for (const { off, tolerance } of await differences(setting)) {
      expect(off).toBeLessThanOrEqual(tolerance);
      expect(tolerance).toBeLessThanOrEqual(1e-9);
    }
  });

  test('which differ where the kernels do', async () => {
    const expected = async (setting: string) => {
      const [card] = await cardOf({ own: renyi(setting) });
      return card!.cases.map((each) => each.expected);
    };
    const standard = await expected('alpha: 2');
    const changed = (values: readonly number[]) =>
      values.flatMap((value, at) => (Math.abs(value - standard[at]!) > 0.01 ? at : []));
    expect(changed(await expected('alpha: 2, divisor: s2'))).toEqual([5]);
    expect(changed(await expected('alpha: 2, labelKernel: { rbf: 1 }'))).toEqual([6]);
  });
});

describe('what cannot be calibrated', () => {
  const ksg = (k: number) => `{ kind: ksg, probe: forward, quantity: I(X;T), k: ${k} }`;
  const samplesOf = (settings: string) => Number(/The cases have (\d+) samples/.exec(settings)![1]);

  test('is little: cases have enough samples for the neighbours', async () => {
    const rows = [
      { estimator: 'wide', samples: 512 },
      { estimator: 'many', samples: 1500 },
    ];
    const card = await cardOf(
      { wide: renyi('bandwidth: { knn: 300 }'), many: ksg(1200), unseen: ksg(200) },
      rows,
    );
    expect(card.map(({ problems }) => problems)).toEqual([[], [], []]);
    expect(card[0]!.sweep!.caption).toMatch(/of 512 samples/);
    expect(card.slice(1).map(({ settings }) => samplesOf(settings))).toEqual([1500, 400]);
  });

  test('is told in the card, and the page is made', async () => {
    const run = syntheticRun();
    const [stage] = run.plan.stages;
    const [branch] = stage!.branches;
    const estimators = branch!.estimators.map((each) => ({
      ...each,
      params: { ...each.params, bandwidth: { knn: 2000 } },
    }));
    const stages = [{ ...stage!, branches: [{ ...branch!, estimators }] }];
    const page = await makeReport({ ...run, plan: { ...run.plan, stages } }, ownKinds);
    expect(page).toMatch(
      /<details class="card" open><summary><h3>IXT, ITY, IDD<\/h3>.*7 of 7 known cases agree, 1 left out/,
    );
    expect(page).toContain('Left out: Two normal variables. 2000 neighbours need more than 2000 samples');
    const [none] = await cardOf({ many: ksg(5000) });
    const { html } = calibrationBlocks([{ calibration: none!, sweepSvg: null }], []);
    expect(html).toMatch(/✗ cannot be calibrated<[\s\S]*>5000 neighbours/);
  });

  test('an estimator that throws takes nothing else with it', async () => {
    const kinds: Kinds = {
      ...ownKinds,
      node: async (family, kind) => {
        const node = await ownKinds.node(family, kind);
        if (kind !== 'ksg') return node;
        const run = () => {
          throw new Error('no neighbours today');
        };
        return { ...node, run };
      },
    };
    const card = await cardOf({ broken: ksg(3), sound: renyi('alpha: 2') }, [], kinds);
    expect(
      card.map(({ cases, sweep, problems }) => [cases.length > 0, sweep !== null, problems.length]),
    ).toEqual([
      [false, false, 7],
      [true, true, 0],
    ]);
    const { html } = calibrationBlocks(
      card.map((calibration) => ({ calibration, sweepSvg: null })),
      [],
    );
    expect(html.match(/No neighbours today/g)).toHaveLength(1);
  });

  test('settings without a known case say so', () => {
    const calibration = {
      estimators: ['one-bin'],
      settings: 'binning',
      cases: [],
      sweep: null,
      problems: [],
    };
    const { html } = calibrationBlocks([{ calibration, sweepSvg: null }], []);
    expect(html).toContain('no known case for these settings');
  });
});

test('each set of settings is told by rows that have it, where several have one name', async () => {
  const { plan, tables } = syntheticRun({ seeds: 2 });
  const [first, second] = plan.stages;
  const [branch] = second!.branches;
  const other = branch!.estimators.map((each) => ({
    ...each,
    params: { ...each.params, bandwidth: { silverman: 20 } },
  }));
  const stages = [first!, { ...second!, branches: [{ ...branch!, estimators: other }] }];
  const estimates = tables.estimates.map((row) =>
    row.seed === 2 ? { ...row, bandwidth: 'silverman 20', samples: 64 } : row,
  );
  const cards = await calibrated({ ...plan, stages }, estimates, ownKinds);
  const told = cards.filter(({ estimators }) => estimators.includes('IXT')).map(({ settings }) => settings);
  expect(told.map((settings) => /silverman \d+/.exec(settings)![0])).toEqual(['silverman 5', 'silverman 20']);
});
