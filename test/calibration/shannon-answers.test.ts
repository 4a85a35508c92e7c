import { beforeAll, describe, expect, test } from 'vitest';
import type { CalibrationCard } from '../../reports/report-input.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { planOf, studyText } from '../plan/study-text.ts';
import { calibrated } from './calibrated.ts';

const estimators = {
  fixed: '{ kind: binning, probe: forward, quantity: I(X;T), edges: { range: [-1, 1], bins: 4 } }',
  wide: '{ kind: binning, probe: forward, quantity: I(T;Y), edges: { width: 0.5 } }',
  even: '{ kind: binning, probe: forward, quantity: H(T), edges: { quantiles: 2 }, base: e }',
  above: '{ kind: kde, probe: forward, quantity: I(X;T), noiseVariance: 0.3 }',
  below: '{ kind: kde, probe: forward, quantity: H(T), bound: lower }',
  classes: '{ kind: kde, probe: forward, quantity: I(T;Y), base: e }',
  square: '{ kind: ksg, probe: forward, quantity: I(X;T) }',
  rectangle: '{ kind: ksg, probe: forward, quantity: I(X;T), variant: 2, norm: euclidean, base: e }',
  ross: '{ kind: ksg, probe: forward, quantity: I(T;Y) }',
  readable: '{ kind: linear-probe, probe: forward }',
} as const;

function planWith(lines: Readonly<Record<string, string>>) {
  const entries = Object.entries(lines).map(([name, line]) => `  ${name}: ${line}\n`);
  const maps = '  maps: { kind: activations, model: net, layers: [C1, P1], at: { epochs: [2] } }\n';
  return planOf(studyText.replace(/\nestimators:[\s\S]*$/, `${maps}\nestimators:\n${entries.join('')}`));
}

/** A row of each estimator, as a run would have left it. */
const rowsOf = (samples: number) =>
  Object.keys(estimators).map((estimator) => ({
    trial: 'base',
    estimator,
    samples,
    bandwidth: 'as set',
    method: 'as set',
  }));

describe('estimators of Shannon quantities where the answer is known', () => {
  let card: CalibrationCard = [];
  beforeAll(async () => {
    card = await calibrated(planWith(estimators), rowsOf(1000), ownKinds);
  });
  const cardOf = (name: string) => card.find((each) => each.estimators.includes(name))!;

  test.each(Object.keys(estimators))('%s has cases of its own', (name) => {
    const own = cardOf(name);
    expect(own.cases.length).toBeGreaterThan(0);
    for (const each of own.cases) expect(Number.isFinite(each.value), each.about).toBe(true);
  });

  test.each(['fixed', 'wide', 'even', 'above', 'below', 'square', 'rectangle', 'ross', 'readable'])(
    '%s gives the known answers at n = 1000',
    (name) => {
      const own = cardOf(name);
      for (const each of own.cases)
        expect.soft(Math.abs(each.value - each.expected), each.about).toBeLessThanOrEqual(each.tolerance);
    },
  );

  test('answers are in the unit of the estimator', () => {
    const [nats, bits] = [cardOf('even').cases[0]!, cardOf('fixed').cases[0]!];
    expect([nats.unit, bits.unit]).toEqual(['nats', 'bits']);
    expect(nats.expected).toBeCloseTo(bits.expected * Math.LN2, 12);
    expect(cardOf('readable').cases[0]!.unit).toBe('share');
  });

  test('few samples show their bias', async () => {
    const few = await calibrated(planWith({ wide: estimators.wide }), rowsOf(64), ownKinds);
    const independent = few[0]!.cases.find((each) => /independent/.test(each.about))!;
    expect(independent.value).toBeGreaterThan(independent.tolerance);
  });

  test('I(X;T) from neighbours follows the correlation', () => {
    const { sweep } = cardOf('square');
    for (const { correlation, value, truth } of sweep!.points) {
      if (correlation < 0.95) expect(Math.abs(value - truth)).toBeLessThan(0.15);
    }
  });
});

test('all settings of a matrix-Rényi estimator can be calibrated', async () => {
  const renyi = (more: string) => `{ kind: matrix-renyi, probe: forward, quantity: I(X;T), ${more} }`;
  const card = await calibrated(
    planWith({
      infinite: renyi('alpha: inf'),
      listed: renyi('split: units, bandwidth: [1, 2, 3, 4, 5, 6], bandwidthX: 8').replace('forward', 'maps'),
      aligned: renyi('bandwidth: kernel-alignment'),
      published: renyi('preset: yu-2018'),
    }),
    [],
    ownKinds,
  );
  for (const { cases, sweep } of card) {
    for (const each of cases)
      expect.soft(Math.abs(each.value - each.expected), each.about).toBeLessThanOrEqual(each.tolerance);
    for (const { value } of sweep!.points) expect(Number.isFinite(value)).toBe(true);
  }
});

test('estimators that look at more neighbours than a card has samples are given more', async () => {
  const sample = (text: string) => text.replace('forward', 'many');
  const many =
    '  many: { kind: activations, model: net, layers: [F1], at: { epochs: [2] }, sample: { split: train, n: 1000 } }\n';
  const lines = {
    knn: sample('{ kind: matrix-renyi, probe: forward, quantity: I(X;T), bandwidth: { knn: 300 } }'),
    ksg: sample('{ kind: ksg, probe: forward, quantity: I(X;T), k: 999 }'),
  };
  const entries = Object.entries(lines).map(([name, line]) => `  ${name}: ${line}\n`);
  const plan = planOf(
    studyText.replace(/\nestimators:[\s\S]*$/, `${many}\nestimators:\n${entries.join('')}`),
  );
  const card = await calibrated(plan, [{ estimator: 'knn', samples: 1000 }], ownKinds);
  expect(card.map(({ sweep }) => sweep!.points.every(({ value }) => Number.isFinite(value)))).toEqual([
    true,
    true,
  ]);
});
