import { describe, expect, it } from 'vitest';
import type { Dataset, Samples } from '../../runner/contract/dataset.ts';
import type { Engine } from '../../runner/contract/engine.ts';
import type { Estimation } from '../../runner/contract/estimation.ts';
import { nothingKept } from '../../runner/contract/keeping.ts';
import type { WantedEstimate } from '../../runner/contract/model.ts';
import { openOnnxEngine } from '../../runner/engines/onnx/onnx-engine.ts';
import { openTfjsEngine } from '../../runner/engines/tfjs/tfjs-engine.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import matrixRenyi from '../../runner/nodes/estimator/matrix-renyi.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import activations from '../../runner/nodes/probe/activations.ts';
import errors from '../../runner/nodes/probe/errors.ts';
import { randomStream } from '../../runner/random/stream.ts';
import { noCheckpoints } from '../../runner/training/no-checkpoints.ts';
import { trainNetwork } from '../../runner/training/train-network.ts';
import { planOf } from '../plan/study-text.ts';
import { estimatorCases } from '../proof/support/estimator-cases.ts';

// The rows of an estimator are the same bytes whatever is estimated beside it, and so are the final weights.

const [stage] = planOf(`study: siblings
datasets: { mnist: { kind: mnist, subset: { train: 80, test: 40 } } }
models:
  net:
    kind: network
    dataset: mnist
    layers:
      - { conv: C1, filters: 3, kernel: 5, stride: 2, activation: relu }
      - { pool: P1, size: 2 }
      - { dense: F1, units: 6, activation: tanh }
      - { dense: out, units: 10 }
    training: { learningRate: 0.05, batchSize: 16, epochs: 1 }
probes:
  batch: { kind: activations, model: net, layers: [C1, P1, F1], at: { epochs: [0, 1] } }
  held: { kind: activations, model: net, layers: [P1, F1], at: { epochs: [0, 1] }, sample: { split: test, n: 14 } }
  signals: { kind: errors, model: net, layers: [P1, F1], at: { epochs: [0, 1] } }
estimators:
  a: { kind: binning, probe: batch, quantity: H(T) }
  b: { kind: binning, probe: held, quantity: H(T) }
  c: { kind: matrix-renyi, probe: signals, quantity: I(dL;dk) }
`).stages;

const images = (role: string, count: number): Samples => {
  const stream = randomStream(11, role);
  const pixels = Float32Array.from({ length: count * 784 }, () => Math.max(0, stream.normal()));
  return {
    count,
    labels: Int32Array.from({ length: count }, () => stream.integer(10)),
    gather: (indices) =>
      Float32Array.from(
        { length: indices.length * 784 },
        (_, at) => pixels[indices[Math.floor(at / 784)]! * 784 + (at % 784)]!,
      ),
  };
};
const dataset: Dataset = { train: images('train', 80), test: images('test', 40), files: [] };

const numerics = createNumerics();
const pool: Estimation = {
  ready: async () => {},
  submit: ({ capture, estimators, average }) =>
    estimateCapture(structuredClone(capture), estimators, numerics, ownKinds, average),
};

async function train(engine: Engine, wanted: readonly WantedEstimate[]) {
  const { result, weights } = await trainNetwork(stage!, dataset, {
    engine,
    pool,
    probes: stage!.probes.map(({ kind }) => (kind === 'errors' ? errors.run : activations.run)),
    longestSample: new Map([['matrix-renyi', matrixRenyi.longestSample!]]),
    wanted,
    required: [],
    keeping: nothingKept,
    checkpoints: noCheckpoints,
    signal: new AbortController().signal,
    progress: () => {},
  });
  return { estimates: result.estimates, curve: result.curve, weights: JSON.stringify(weights) };
}

/** One that compares two networks has no siblings: it reads captures of both when their trainings are done. */
const single = Object.entries(estimatorCases).filter(([kind]) => kind !== 'cka-between');

/** Every setting of every kind, on the probes that carry what it reads. */
const all = single.flatMap(([kind, cases]) =>
  cases.flatMap(({ params }, at) => {
    // of a reconstruction, and of layers with as many maps as widths
    if (params.quantity === "I(T;X')" || Array.isArray(params.bandwidth)) return [];
    const probes = params.quantity === 'I(dL;dk)' ? [2] : [0, 1];
    return probes.map((probe): WantedEstimate => ({ key: `${kind} ${at} of ${probe}`, probe, kind, params }));
  }),
);

const engines: Record<string, () => Promise<Engine>> = {
  'onnx/cpu': () => openOnnxEngine(),
  'tfjs/cpu': () => openTfjsEngine(),
};

describe('each estimator alone gives the rows that it gives beside all others', () => {
  it.each(Object.keys(engines))('on %s', { timeout: 300_000 }, async (name) => {
    const engine = await engines[name]!();
    const together = await train(engine, all);
    const backwards = await train(engine, all.toReversed());
    expect(backwards).toEqual({ ...together, estimates: expect.anything() });
    // the kernels do not differ between engines, so on the slow one each kind is tried once
    const tried = name === 'onnx/cpu' ? all : all.filter((_, at) => at % 16 === 0);
    for (const one of tried) {
      const alone = await train(engine, [one]);
      expect(alone.estimates[one.key], one.key).toEqual(together.estimates[one.key]);
      expect(backwards.estimates[one.key], one.key).toEqual(together.estimates[one.key]);
      expect(together.estimates[one.key]!.iterations.length, one.key).toBeGreaterThan(0);
      expect([alone.weights, alone.curve]).toEqual([together.weights, together.curve]);
    }
    const nothing = await train(engine, []);
    expect([nothing.weights, nothing.curve]).toEqual([together.weights, together.curve]);
    await engine.close();
  });

  it('tries every kind, and layers whose inner products are not exact enough', async () => {
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(single.map(([kind]) => kind)));
    expect(all.length).toBeGreaterThan(60);
    const limits = all.flatMap(({ params, probe }) => {
      const layer = { channels: 3, features: 144 };
      return probe === 0 && params.bandwidth !== undefined
        ? [matrixRenyi.longestSample!(params as never, layer, 16)]
        : [];
    });
    expect(limits).toContain(null);
    expect(limits.some((limit) => limit !== null && limit < 60)).toBe(true);
    expect(limits.some((limit) => limit !== null && limit > 1000)).toBe(true);
  });
});
