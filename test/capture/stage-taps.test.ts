import { expect, it } from 'vitest';
import { stageTaps } from '../../runner/capture/stage-taps.ts';
import { type Keeping, nothingKept } from '../../runner/contract/keeping.ts';
import matrixRenyi from '../../runner/nodes/estimator/matrix-renyi.ts';
import activations from '../../runner/nodes/probe/activations.ts';
import errors from '../../runner/nodes/probe/errors.ts';
import type { EstimatorPlan } from '../../src/plan/plan.ts';
import { stageEstimates } from '../../src/plan/stage-estimates.ts';
import { planOf } from '../plan/study-text.ts';

const longestSample = new Map([['matrix-renyi', matrixRenyi.longestSample!]]);

/** What the only stage of a study asks of the engine; its layers are C1 (4 maps of 6 x 6), P1 (4 of 3 x 3) and out. */
function tapsOf(
  probes: string,
  estimators: string,
  matrix = '{ seed: [1] }',
  wanted = (_: EstimatorPlan) => true,
  keeping: Keeping = nothingKept,
) {
  const { stages } = planOf(`study: taps
datasets: { mnist: { kind: mnist, subset: { train: 640, test: 100 } } }
models:
  net:
    kind: network
    dataset: mnist
    layers:
      - { conv: C1, filters: 4, kernel: 8, stride: 4, activation: relu }
      - { pool: P1, size: 2 }
      - { dense: out, units: 10 }
    training: { learningRate: 0.1, batchSize: 32, epochs: 1 }
probes: { ${probes} }
estimators: { ${estimators} }
matrix: ${matrix}
`);
  expect(stages).toHaveLength(1);
  const [stage] = stages;
  const nodes = stage!.probes.map(({ carries }) => (carries === 'errors' ? errors.run : activations.run));
  return stageTaps(stage!, {
    probes: nodes,
    longestSample,
    wanted: stageEstimates(stage!).filter(wanted),
    keeping,
  });
}

const probe = (name: string, layers: string, more = 'kind: activations') =>
  `${name}: { ${more}, model: net, layers: [${layers}], at: { epochs: [0] } }`;
const renyi = (name: string, of: string, more = '') =>
  `${name}: { kind: matrix-renyi, probe: ${of}, quantity: I(X;T)${more} }`;

it('asks for inner products where they do for all readers, by the narrowest kernel', () => {
  const p = probe('p', 'C1, out');
  const both = tapsOf(p, renyi('e', 'p'), '{ estimators.e.bandwidth: [4, 2] }');
  expect(both).toMatchObject({ activations: [], errors: [] });
  expect(both.products!.map(({ layer }) => layer)).toEqual([0, 2]);
  const narrow = tapsOf(p, renyi('e', 'p', ', bandwidth: 2'));
  expect(both.products).toEqual(narrow.products);
  expect(both.products).not.toEqual(tapsOf(p, renyi('e', 'p', ', bandwidth: 4')).products);
});

it('asks for the tensor beside the products where another reader needs it, of the same kind or not', () => {
  const p = probe('p', 'C1, P1');
  for (const other of [renyi('f', 'p', ', alpha: 0.5'), 'f: { kind: binning, probe: p, quantity: I(X;T) }']) {
    const taps = tapsOf(p, `${renyi('e', 'p')}, ${other}`);
    expect(taps).toMatchObject({ activations: [0, 1], errors: [] });
    expect(taps.products).toEqual(tapsOf(p, renyi('e', 'p')).products);
  }
});

it('asks for nothing that no wanted estimate reads', () => {
  const study = [
    `${probe('p', 'C1')}, ${probe('q', 'out', 'kind: errors')}`,
    `${renyi('e', 'p')}, f: { kind: matrix-renyi, probe: q, quantity: I(dL;dk) }`,
  ] as const;
  const named = (name: string) => tapsOf(...study, undefined, (one) => one.name === name);
  expect(named('none')).toEqual({ activations: [], errors: [], products: [] });
  expect(named('f')).toEqual({ activations: [], errors: [2], products: [] });
  expect(named('e')).toEqual(tapsOf(probe('p', 'C1'), renyi('e', 'p')));
});

it('asks for both where one reader needs the tensor, be it of another probe', () => {
  const taps = tapsOf(
    `${probe('p', 'C1')}, ${probe('q', 'P1, C1')}`,
    `${renyi('e', 'p')}, ${renyi('f', 'q')}, ${renyi('g', 'q', ', bandwidth: median')}`,
  );
  expect(taps.activations).toEqual([0, 1]);
  expect(taps.products!.map(({ layer }) => layer)).toEqual([0, 1]);
});

it('asks for tensors of error signals, of fixed samples, and for estimators that know no products', () => {
  const signals = probe('p', 'P1', 'kind: errors');
  expect(tapsOf(signals, 'e: { kind: matrix-renyi, probe: p, quantity: I(dL;dk) }')).toEqual({
    activations: [],
    errors: [1],
    products: [],
  });
  const held = probe('p', 'P1', 'kind: activations, sample: { split: test, n: 64 }');
  for (const [one, reader] of [
    [held, renyi('e', 'p')],
    [probe('p', 'P1'), 'e: { kind: binning, probe: p, quantity: I(X;T) }'],
  ] as const) {
    expect(tapsOf(one, reader)).toEqual({ activations: [1], errors: [], products: [] });
  }
});

it('gives a probe that is kept both forms on mini-batches, whoever reads it; others what they are wanted for', () => {
  const keeping: Keeping = { ...nothingKept, keeps: () => true };
  const nobody = () => false;
  const kept = (more?: string) =>
    tapsOf(probe('p', 'C1, out', more), renyi('e', 'p'), undefined, nobody, keeping);
  const both = kept();
  expect(both.activations).toEqual([0, 2]);
  expect(both.products!.map(({ layer }) => layer)).toEqual([0, 2]);
  expect(kept('kind: activations, sample: { split: test, n: 9 }')).toEqual({
    activations: [0, 2],
    errors: [],
    products: [],
  });
  const errorsKept = tapsOf(
    probe('q', 'C1', 'kind: errors'),
    'f: { kind: matrix-renyi, probe: q, quantity: I(dL;dk) }',
    undefined,
    nobody,
    keeping,
  );
  expect(errorsKept).toEqual({ activations: [], errors: [0], products: [] });
});
