import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import type { Dataset, Samples } from '../../runner/contract/dataset.ts';
import type { Engine } from '../../runner/contract/engine.ts';
import type { Estimation } from '../../runner/contract/estimation.ts';
import type { KeptCaptures } from '../../runner/contract/kept-captures.ts';
import type { RunEvent } from '../../runner/contract/run-events.ts';
import type { KeptEstimate, StageResult } from '../../runner/contract/stage-result.ts';
import { openOnnxEngine } from '../../runner/engines/onnx/onnx-engine.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { randomStream } from '../../runner/random/stream.ts';
import { createChunkWriter } from '../../runner/store/chunk-writer.ts';
import { openStore } from '../../runner/store/store.ts';
import { StoredCaptures } from '../../runner/store/stored-captures.ts';
import { resultClass } from '../../runner/workers/result-class.ts';
import { resultKeys } from '../../runner/workers/result-key.ts';
import { failureText, runStage } from '../../runner/workers/run-stage.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { planOf } from '../plan/study-text.ts';

const stageOf = (estimators: string): StagePlan =>
  planOf(`study: stages
datasets: { mnist: { kind: mnist, subset: { train: 48, test: 20 } } }
models:
  net:
    kind: network
    dataset: mnist
    layers: [{ dense: F1, units: 5, activation: tanh }, { dense: out, units: 10 }]
    training: { learningRate: 0.05, batchSize: 16, epochs: 2 }
probes:
  seen: { kind: activations, model: net, layers: [F1], at: { every: 2 } }
  held: { kind: activations, model: net, layers: [F1], at: { every: 3 }, sample: { split: test, n: 12 } }
estimators: { ${estimators} }
reports: { training: { kind: training-curves } }
`).stages[0]!;
const IXT = 'IXT: { kind: matrix-renyi, probe: seen, quantity: I(X;T) }';
const smooth = 'smooth: { kind: matrix-renyi, probe: seen, quantity: I(T;Y), bandwidth: kernel-alignment }';
const bins = 'bins: { kind: binning, probe: held, quantity: I(T;Y) }';

const samples = (role: string, count: number): Samples => {
  const stream = randomStream(2, role);
  const pixels = Float32Array.from({ length: count * 784 }, () => stream.next());
  const labels = Int32Array.from({ length: count }, () => stream.integer(10));
  const gather: Samples['gather'] = (indices) => {
    const rows = [...indices].map((index) => pixels.subarray(index * 784, (index + 1) * 784));
    return Float32Array.from(rows.flatMap((row) => [...row]));
  };
  return { count, labels, gather };
};
const dataset: Dataset = { train: samples('train', 48), test: samples('test', 20), files: [] };

const numerics = createNumerics();
const events: RunEvent[] = [];
/** Captures by the layer's samples: 16 of the mini-batch, 12 of the fixed sample. */
/** Shared memory is not cloned, and serves the next capture of a training. */
function unshared(capture: Capture): Capture {
  const layers = capture.layers.map((layer) => ({
    ...layer,
    values: layer.values.slice(),
    ...(layer.products ? { products: layer.products.slice() } : {}),
  }));
  return { ...capture, inputs: capture.inputs.slice(), labels: capture.labels.slice(), layers };
}

const seen = new Map<number, Capture[]>();
const pool: Estimation = {
  ready: async () => {},
  async submit({ capture, estimators, average }) {
    seen.set(capture.samples, [...(seen.get(capture.samples) ?? []), structuredClone(unshared(capture))]);
    return estimateCapture(capture, estimators, numerics, ownKinds, average);
  },
};
const none: KeptCaptures = { open: async () => null };

let engine: Engine;
const writer = createChunkWriter();
let folder: string;
beforeAll(async () => {
  engine = await openOnnxEngine();
});
afterAll(() => Promise.all([engine.close(), writer.close()]));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-stages-'));
  return () => rm(folder, { recursive: true });
});

async function run(
  stage: StagePlan,
  options: {
    captures?: KeptCaptures;
    fresh?: { readonly first: boolean };
    signal?: AbortSignal;
    partial?: (result: StageResult) => void;
  } = {},
) {
  events.length = 0;
  const store = openStore(folder, () => {});
  const { captures = none, fresh = null, signal = new AbortController().signal, partial } = options;
  const outcome = await runStage(
    stage,
    dataset,
    {
      kinds: ownKinds,
      engine,
      pool,
      store,
      captures: Object.assign(new StoredCaptures(folder, () => {}, Date.now), captures),
      writer,
      // what is read is given, and nothing is kept
      budget: { perProbe: 0, total: 0 },
      env: {},
      listen: (event) => events.push(event),
      hold: { lost: new AbortController().signal, holds: async () => true },
      fresh,
      partial: async (_, result) => partial?.(result),
    },
    signal,
  );
  expect(events.filter(({ event }) => event === 'stage-failed')).toEqual([]);
  const keys = resultKeys(resultClass(engine.numericClass), dataset.files);
  const rowsOf = async (name: string) => {
    const { key } = stage.branches[0]!.estimators.find((one) => one.name === name)!;
    return ((await store.get(keys.estimate(key))) as KeptEstimate | null)?.rows ?? null;
  };
  const trained = events.filter(({ event }) => event === 'stage-started').length;
  return { outcome, keys, rowsOf, trained };
}
const sources = () => events.flatMap((event) => (event.event === 'stage-estimates' ? event.estimators : []));

describe('runStage', () => {
  it('reads estimates off kept captures, from the first row, to the bytes of a live training', async () => {
    const all = stageOf([IXT, smooth, bins].join());
    seen.clear();
    const live = await run(all);
    // with the tensors and the inner products, as both are read
    const batches = seen.get(16)!;
    const rows = { smooth: await live.rowsOf('smooth'), bins: await live.rowsOf('bins') };
    expect(rows.smooth!.iterations).toHaveLength(4);
    await rm(folder, { recursive: true });

    await run(stageOf(IXT));
    const [probe, other] = all.probes;
    const captures: KeptCaptures = {
      async open(key) {
        if (key !== live.keys.capture(probe!.key)) return null;
        return (async function* () {
          for (const capture of batches) yield structuredClone(capture);
        })();
      },
    };
    const added = await run(stageOf([IXT, smooth].join()), { captures });
    expect(added).toMatchObject({ trained: 0, outcome: { kind: 'done' } });
    expect(sources()).toEqual([
      { estimator: 'IXT', kept: 1, captures: 0, training: 0 },
      { estimator: 'smooth', kept: 0, captures: 1, training: 0 },
    ]);
    expect(await added.rowsOf('smooth')).toEqual(rows.smooth);

    // the other probe's captures are not kept
    const mixed = await run(all, { captures });
    expect(other!.name).toBe('held');
    expect(mixed.trained).toBe(1);
    expect(sources().map(({ estimator, training }) => [estimator, training])).toEqual([
      ['IXT', 0],
      ['smooth', 0],
      ['bins', 1],
    ]);
    expect(await mixed.rowsOf('bins')).toEqual(rows.bins);
  });

  it('trains where captures go between two looks, and where they are told to be there no longer', async () => {
    await run(stageOf(IXT));
    let asked = 0;
    const open = async () => (asked++ === 0 ? (async function* () {})() : null);
    const both = await run(stageOf([IXT, smooth].join()), { captures: { open } });
    expect(both.trained).toBe(1);
    expect((await both.rowsOf('smooth'))!.iterations).toHaveLength(4);
  });

  it('estimates nothing that is kept, and trains for nothing', async () => {
    const nothing = await run(stageOf(''));
    expect(nothing.trained).toBe(1);
    expect((await run(stageOf(''))).trained).toBe(0);
    const first = await run(stageOf(bins));
    expect(first.trained).toBe(1);
    seen.clear();
    await run(stageOf([bins, IXT].join()));
    expect([...seen.keys()]).toEqual([16]);
    expect((await run(stageOf(bins))).trained).toBe(0);
  });

  it('computes all again when told to, and keeps what another study estimated of the same weights', async () => {
    await run(stageOf(IXT));
    const again = await run(stageOf(bins), { fresh: { first: true } });
    expect(again.trained).toBe(1);
    const both = await run(stageOf([IXT, bins].join()));
    expect(both.trained).toBe(0);
    expect((await both.rowsOf('IXT'))!.iterations).toHaveLength(4);
  });

  it('puts nothing under a final key when it is stopped, and tells the rows by their keys in the plan', async () => {
    const stage = stageOf([IXT, bins].join());
    const stop = new AbortController();
    stop.abort();
    const results: StageResult[] = [];
    const stopped = await run(stage, { signal: stop.signal, partial: (result) => results.push(result) });
    expect(stopped.outcome).toEqual({ kind: 'interrupted' });
    expect([await stopped.rowsOf('IXT'), await stopped.rowsOf('bins')]).toEqual([null, null]);
    const keys = stage.branches[0]!.estimators.map(({ key }) => key);
    expect(Object.keys(results[0]!.estimates)).toEqual(keys);
    const store = openStore(folder, () => {});
    expect(await store.get(stopped.keys.training(stage.key))).toBeNull();
  });
});

it('says what the machine did not do, also where a thread of another part could not start, and gives the stack of a bug alone', () => {
  const thread = Object.assign(new Error('Worker initialization failure: EMFILE'), {
    code: 'ERR_WORKER_INIT_FAILED',
  });
  expect(failureText(thread)).toMatch(/may open no more files \(EMFILE\)\n.*ulimit -n/);
  expect(failureText(thread)).not.toContain('    at ');
  expect(failureText(new Error('a slip'))).toMatch(/a bug[\s\S]* {4}at /);
});
