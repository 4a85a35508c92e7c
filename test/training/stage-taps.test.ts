import { expect, it } from 'vitest';
import matrixRenyi from '../../runner/nodes/estimator/matrix-renyi.ts';
import activations from '../../runner/nodes/probe/activations.ts';
import errors from '../../runner/nodes/probe/errors.ts';
import { stageTaps } from '../../runner/training/stage-taps.ts';
import type { EstimatorPlan, JsonObject, ProbePlan, StagePlan } from '../../src/plan/plan.ts';

const longestSample = new Map([['matrix-renyi', matrixRenyi.longestSample!]]);

function probe(layers: number[], over: Partial<ProbePlan> = {}): ProbePlan {
  return {
    name: 'p',
    kind: 'k',
    carries: 'activations',
    layers,
    rows: { iterations: [0] },
    sample: 'batch',
    ...over,
  };
}
const renyi = (of: number, params: JsonObject): EstimatorPlan => {
  return { name: 'e', kind: 'matrix-renyi', probe: of, params: { quantity: 'I(X;T)', ...params } };
};

function tapsOf(probes: readonly ProbePlan[], ...branches: (readonly EstimatorPlan[])[]) {
  const network = { layers: [{ output: [4, 6, 6] }, { output: [4, 3, 3] }, { output: [10] }] };
  const stage = {
    network,
    training: { batchSize: 32 },
    probes,
    branches: branches.map((estimators) => ({ trial: 't', estimators })),
  } as unknown as StagePlan;
  const nodes = probes.map(({ carries }) => (carries === 'errors' ? errors.run : activations.run));
  return stageTaps(stage, { probes: nodes, longestSample });
}

it('asks for inner products where they do for all readers, by the narrowest kernel', () => {
  const wide = renyi(0, { bandwidth: 4 });
  const narrow = renyi(0, { bandwidth: 2 });
  const taps = tapsOf([probe([0, 2])], [wide], [narrow]);
  expect(taps).toMatchObject({ activations: [], errors: [] });
  expect(taps.products).toEqual(tapsOf([probe([0, 2])], [narrow]).products);
  expect(taps.products!.map(({ layer }) => layer)).toEqual([0, 2]);
});

it('asks for both where one reader needs the tensor', () => {
  const taps = tapsOf(
    [probe([0]), probe([1, 0])],
    [renyi(0, {}), renyi(1, {}), renyi(1, { bandwidth: 'median' })],
  );
  expect(taps.activations).toEqual([0, 1]);
  expect(taps.products!.map(({ layer }) => layer)).toEqual([0, 1]);
});

it('asks for tensors of error signals, of fixed samples, and for estimators that know no products', () => {
  const signals = probe([1], { carries: 'errors' });
  expect(tapsOf([signals], [renyi(0, { quantity: 'I(dL;dk)' })])).toEqual({
    activations: [],
    errors: [1],
    products: [],
  });
  const held = probe([1], { sample: { split: 'test', n: 64 } });
  const binning = { ...renyi(0, {}), kind: 'binning' };
  for (const [one, reader] of [
    [held, renyi(0, {})],
    [probe([1]), binning],
  ] as const) {
    expect(tapsOf([one], [reader])).toEqual({ activations: [1], errors: [], products: [] });
  }
});
