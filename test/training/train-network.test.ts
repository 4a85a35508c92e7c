import { describe, expect, it } from 'vitest';
import { ownCapture } from '../../runner/capture/capture-memory.ts';
import type { Capture } from '../../runner/contract/capture.ts';
import type { Checkpoint, Checkpoints } from '../../runner/contract/checkpoint.ts';
import type { Dataset, Samples } from '../../runner/contract/dataset.ts';
import type { Batch, Engine, StepResult } from '../../runner/contract/engine.ts';
import type { Estimation } from '../../runner/contract/estimation.ts';
import { nothingKept } from '../../runner/contract/keeping.ts';
import type { ProbeNode } from '../../runner/contract/probe.ts';
import activations from '../../runner/nodes/probe/activations.ts';
import errors from '../../runner/nodes/probe/errors.ts';
import { noCheckpoints } from '../../runner/training/no-checkpoints.ts';
import { trainNetwork } from '../../runner/training/train-network.ts';
import type { ProbePlan, StagePlan } from '../../src/plan/plan.ts';
import { stageEstimates } from '../../src/plan/stage-estimates.ts';
import { eachKeptRow, joinKeptRows, keptRows } from '../../src/table/kept-rows.ts';

/** Samples whose single input is their own number, so that a batch tells which samples it holds. */
function numbered(count: number): Samples {
  return {
    count,
    labels: new Int32Array(count),
    gather: (indices) => Float32Array.from(indices),
  };
}

const dataset: Dataset = { train: numbered(10), test: numbered(7), files: [] };

interface Call {
  readonly kind: 'update' | 'observe';
  readonly samples: number[];
  readonly capture: boolean;
  readonly updatesBefore: number;
}

/** An engine that writes down how it is called; its tensors carry the number of updates so far. */
function recordingEngine(
  calls: Call[],
  lossAt: (update: number) => number = () => 1,
  seenAt: (update: number, samples: number) => number = () => 2,
  headAt?: (update: number) => number,
): Engine {
  return {
    numericClass: { engine: 'tfjs/cpu', version: '0', device: 'cpu', threads: 1 },
    close: async () => {},
    async open(_network, options) {
      let updates = options.from?.updates ?? 0;
      const note = (kind: Call['kind'], batch: Batch, capture: boolean): StepResult => {
        calls.push({ kind, samples: [...batch.inputs], capture, updatesBefore: updates });
        const tensor = Float32Array.from(batch.inputs, () => updates);
        const map = (layers: readonly number[]) => new Map(layers.map((layer) => [layer, tensor]));
        const { taps } = options;
        return {
          loss: kind === 'update' ? lossAt(updates) : seenAt(updates, batch.samples),
          correct: batch.samples,
          ...(headAt ? { heads: [{ loss: headAt(updates), correct: 0 }] } : {}),
          tensors: capture
            ? {
                activations: map(taps.activations),
                products: new Map(),
                errors: map(taps.errors),
                lossError: tensor,
              }
            : null,
        };
      };
      return {
        update: async (batch, _rate, capture) => {
          const result = note('update', batch, capture);
          updates++;
          return result;
        },
        observe: async (batch, capture) => note('observe', batch, capture),
        weights: async () => [],
        state: async () => ({ updates, tensors: new Map() }),
        close: async () => {},
      };
    },
  };
}

/** An engine that does updates together, as one on a device. */
function updatingTogether(engine: Engine): Engine {
  return {
    ...engine,
    async open(network, options) {
      const session = await engine.open(network, options);
      return {
        ...session,
        updates: async (batches, rates) => {
          const steps: StepResult[] = [];
          for (const [at, batch] of batches.entries())
            steps.push(await session.update(batch, rates[at]!, false));
          return steps;
        },
      };
    },
  };
}

/** Estimates nothing, but keeps every capture; gives one row that holds the tensor's first value. */
function recordingPool(captures: Capture[]): Estimation {
  return {
    ready: async () => {},
    submit: async ({ capture, estimators }) => {
      captures.push(ownCapture(capture));
      return estimators.map(() => [{ layer: 0, cells: { value: capture.layers[0]!.values[0]! } }]);
    },
  };
}

/** Checkpoints in memory, through JSON as on a disk. */
function memoryCheckpoints(due: Checkpoints['due'] = () => false): Checkpoints & { saved: Checkpoint[] } {
  const saved: Checkpoint[] = [];
  return {
    saved,
    load: async () => saved.at(-1) ?? null,
    due,
    async save({ iteration, session, stretch }, rows) {
      const before = saved.at(-1);
      const fresh = (await rows)!;
      const estimates = Object.fromEntries(
        Object.entries(fresh.estimates).map(([key, rows]) => [
          key,
          joinKeptRows([before?.estimates[key] ?? [], rows].flat()),
        ]),
      );
      const curve = [...(before?.curve ?? []), ...fresh.curve];
      const { means } = fresh;
      saved.push({ session, ...JSON.parse(JSON.stringify({ iteration, stretch, estimates, curve, means })) });
    },
  };
}

const probe = (over: Partial<ProbePlan> = {}): ProbePlan => ({
  key: 'c',
  name: 'forward',
  kind: 'activations',
  carries: 'activations',
  layers: [0],
  rows: { every: 1, last: 6, period: 3 },
  sample: 'batch',
  bytes: 0,
  ...over,
});

/** Ten samples in batches of four: three updates an epoch, the third one short; two epochs. */
function stage(probes: ProbePlan[], estimators = ['a']): StagePlan {
  return {
    key: 'k',
    id: 'net',
    seed: 5,
    dataset: { name: 'd', kind: 'd', params: {}, shape: [1, 1, 1], classes: 1, trainSize: 10, testSize: 7 },
    model: { name: 'net', kind: 'network' },
    network: {
      input: [1, 1, 1],
      classes: 1,
      layers: [
        {
          name: 'out',
          kind: 'dense',
          params: {},
          input: [1, 1, 1],
          output: [1],
          weights: [],
          multiplyAdds: 1,
        },
      ],
    },
    training: {
      optimizer: 'sgd',
      momentum: 0,
      learningRate: 0.1,
      batchSize: 4,
      epochs: 2,
      updatesPerEpoch: 3,
      updates: 6,
    },
    probes,
    branches: [
      {
        trial: 't',
        estimators: probes.flatMap((_, probe) =>
          estimators.map((name) => ({ key: `${name}${probe}`, name, kind: 'k', params: { name }, probe })),
        ),
      },
    ],
    parameters: 0,
    work: { training: 0, rows: 0, memory: 0 },
  };
}

async function train(
  plan: StagePlan,
  options: {
    lossAt?: (update: number) => number;
    headAt?: (update: number) => number;
    /** Loss of what is only looked at, after so many updates. */
    seenAt?: (update: number, samples: number) => number;
    abortAt?: number;
    checkpoints?: Checkpoints;
    abort?: AbortController;
    pool?: Estimation;
    /** Keys of the wanted estimates; all when left out. */
    wanted?: readonly string[];
    /** Whether the engine does updates together. */
    together?: boolean;
  } = {},
) {
  const calls: Call[] = [];
  const captures: Capture[] = [];
  const abort = options.abort ?? new AbortController();
  const kinds: Record<string, ProbeNode> = { activations: activations.run, errors: errors.run };
  const engine = recordingEngine(calls, options.lossAt, options.seenAt, options.headAt);
  const { result } = await trainNetwork(plan, dataset, {
    engine: options.together ? updatingTogether(engine) : engine,
    pool: options.pool ?? recordingPool(captures),
    probes: plan.probes.map((one) => kinds[one.kind]!),
    wanted: stageEstimates(plan).filter(({ key }) => options.wanted?.includes(key) ?? true),
    required: [],
    keeping: nothingKept,
    checkpoints: options.checkpoints ?? noCheckpoints,
    signal: abort.signal,
    progress: ({ iteration }) => {
      if (iteration === options.abortAt) abort.abort();
    },
  });
  return { result, calls, captures, updates: calls.filter((call) => call.kind === 'update') };
}

describe('trainNetwork', () => {
  it('sees every sample once an epoch, in another order each epoch, and the same orders again', async () => {
    const { updates } = await train(stage([probe()]));
    const epochs = [updates.slice(0, 3), updates.slice(3)].map((calls) =>
      calls.flatMap((call) => call.samples),
    );
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual([...Array(10).keys()]);
    expect(epochs[0]).not.toEqual(epochs[1]);
    const again = await train(stage([probe()]));
    expect(again.updates.map((call) => call.samples)).toEqual(updates.map((call) => call.samples));
  });

  it('takes row i with the weights after i updates on the mini-batch that update i + 1 uses', async () => {
    const { captures, updates, calls } = await train(stage([probe()]));
    // batches 2 and 5 (from 0) are the short ones of each epoch: they train and are not probed
    expect(captures.map((capture) => capture.iteration)).toEqual([0, 1, 3, 4, 6]);
    for (const capture of captures) {
      expect(capture.layers[0]!.values[0]).toBe(capture.iteration);
      if (capture.iteration < 6) expect([...capture.inputs]).toEqual(updates[capture.iteration]!.samples);
    }
    const last = calls.at(-1)!;
    expect(last).toMatchObject({ kind: 'observe', capture: true, updatesBefore: 6 });
    expect(last.samples).toHaveLength(4);
    expect([...captures.at(-1)!.inputs]).toEqual(last.samples);
  });

  it.each<[string, Partial<ProbePlan>, ((update: number) => number)?]>([
    ['rows of batches', {}],
    ['rows of a fixed sample', { sample: { split: 'test', n: 3 } }],
    ['a training that diverges', {}, (update) => (update === 4 ? Number.NaN : 1 / (update + 1))],
  ])('gives the same, called alike, where an engine does updates together: %s', async (_, more, lossAt?) => {
    const plan = stage([probe({ rows: { iterations: [2, 5] }, ...more })]);
    const long = { ...plan, training: { ...plan.training!, epochs: 6, updates: 18 } };
    const single = await train(long, { ...(lossAt && { lossAt }) });
    const together = await train(long, { together: true, ...(lossAt && { lossAt }) });
    expect(together.result).toEqual(single.result);
    expect(together.captures).toEqual(single.captures);
    expect(together.calls.slice(0, single.calls.length)).toEqual(single.calls);
  });

  it('asks the engine for tensors only where a row is taken', async () => {
    const { updates } = await train(stage([probe({ rows: { iterations: [1, 6] } })]));
    expect(updates.map((call) => call.capture)).toEqual([false, true, false, false, false, false]);
  });

  it('looks at the same held-out samples at every row, the short batches included', async () => {
    const held = probe({ rows: { every: 1, last: 6 }, sample: { split: 'test', n: 3 } });
    const { captures, result } = await train(stage([held]));
    expect(captures.map((capture) => capture.iteration)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(new Set(captures.map((capture) => String(capture.inputs))).size).toBe(1);
    expect(new Set(captures[0]!.inputs).size).toBe(3);
    expect([...eachKeptRow(result.estimates.a0!)].map((row) => row.cells.value)).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
  });

  it('hands d_L to estimators of error signals only', async () => {
    const backward = probe({ name: 'b', kind: 'errors', carries: 'errors' });
    expect((await train(stage([backward]))).captures[0]!.lossError).toHaveLength(4);
    expect((await train(stage([probe()]))).captures[0]!.lossError).toHaveLength(0);
  });

  it('takes one capture for all estimates of a probe, and gives each its rows', async () => {
    const { captures, result } = await train(stage([probe({ rows: { iterations: [1, 4] } })], ['a', 'b']));
    expect(captures.map(({ iteration }) => iteration)).toEqual([1, 4]);
    const row = (iteration: number) => ({ iteration, layer: 0, cells: { value: iteration } });
    const rows = keptRows([row(1), row(4)]);
    expect(result.estimates).toEqual({ a0: rows, b0: rows });
  });

  it('takes no capture of a probe that nothing wanted reads, and updates, evaluates and ends all the same', async () => {
    const held = probe({ rows: { every: 1, last: 6 }, sample: { split: 'test', n: 3 } });
    const plan = stage([probe(), held]);
    const whole = await train(plan);
    for (const wanted of [[], ['a0'], ['a1']]) {
      const some = await train(plan, { wanted });
      expect(Object.keys(some.result.estimates)).toEqual(wanted);
      for (const key of wanted) expect(some.result.estimates[key]).toEqual(whole.result.estimates[key]);
      expect(some.result.curve).toEqual(whole.result.curve);
      expect(some.updates.map(({ samples }) => samples)).toEqual(whole.updates.map(({ samples }) => samples));
    }
    expect((await train(plan, { wanted: [] })).captures).toEqual([]);
    const seenAt = (updates: number, samples: number) => (updates === 6 && samples === 4 ? Number.NaN : 2);
    const [all, none] = [await train(plan, { seenAt }), await train(plan, { seenAt, wanted: [] })];
    expect(all.result.outcome).toEqual({ kind: 'diverged', iteration: 6 });
    expect(none.result.outcome).toEqual(all.result.outcome);
  });

  it('evaluates the test set before the first update and after each epoch', async () => {
    const { result, calls } = await train(stage([]));
    expect(result.curve.filter((point) => point.split === 'test').map((point) => point.iteration)).toEqual([
      0, 3, 6,
    ]);
    const evaluated = calls.filter((call) => call.kind === 'observe');
    // the last one asks for the loss of a further mini-batch
    expect(evaluated.slice(0, -1).map((call) => call.samples)).toEqual(Array(3).fill([0, 1, 2, 3, 4, 5, 6]));
    expect(result.curve.at(-1)).toEqual({ iteration: 6, split: 'test', loss: 2, accuracy: 1 });
  });

  const stop = { patience: 2, value: 'loss', by: 0 } as const;
  /** Six epochs at most, whose loss on the test set is least after the first. */
  const stopping = (probes: ProbePlan[], over: object = {}): StagePlan => {
    const plan = stage(probes);
    return { ...plan, training: { ...plan.training, epochs: 6, updates: 18, stop, ...over } } as StagePlan;
  };
  const worse = (updates: number) => (updates === 3 ? 1 : 2);

  it('ends early, takes the rows of the end there and none of later epochs', async () => {
    const probes = [
      probe({ rows: { every: 4, last: 18 } }),
      probe({ name: 'ends', rows: { iterations: [0, 18] } }),
      probe({ name: 'named', rows: { iterations: [0, 3, 12] }, sample: { split: 'test', n: 3 } }),
    ];
    const { result, updates } = await train(stopping(probes), { seenAt: worse });
    expect(result.outcome).toEqual({ kind: 'complete', stopped: 9 });
    expect(updates).toHaveLength(9);
    expect(['a0', 'a1', 'a2'].map((key) => result.estimates[key]!.iterations)).toEqual([
      [0, 4, 8, 9],
      [0, 9],
      [0, 3],
    ]);
    expect(result.curve.filter(({ split }) => split === 'test').map(({ iteration }) => iteration)).toEqual([
      0, 3, 6, 9,
    ]);
  });

  it('goes on from a checkpoint anywhere to the same early end', async () => {
    const plan = stopping([probe({ rows: { every: 1, last: 18, period: 3 } })]);
    const whole = await train(plan, { seenAt: worse });
    for (let at = 1; at < 9; at++) {
      const settings = { seenAt: worse, checkpoints: memoryCheckpoints() };
      await train(plan, { ...settings, abortAt: at });
      const second = await train(plan, settings);
      expect(second.result, `interrupted after ${at}`).toEqual(whole.result);
    }
  });

  it('trains to the last epoch where that is better', async () => {
    const { result } = await train(stopping([]), { seenAt: (updates) => 1 / (updates + 1) });
    expect(result.outcome).toEqual({ kind: 'complete' });
    expect(result.curve.at(-1)!.iteration).toBe(18);
  });

  it('stops on samples that are held out, which it is not trained on', async () => {
    const over = { stop: { ...stop, heldOut: 2 }, updatesPerEpoch: 2, updates: 12 };
    const { result, updates, calls } = await train(stopping([], over), {
      seenAt: (at, samples) => (samples === 2 && at > 0 ? 3 : 2),
    });
    expect(result.outcome).toEqual({ kind: 'complete', stopped: 4 });
    const trained = new Set(updates.flatMap(({ samples }) => samples));
    const heldOut = new Set(
      calls.filter(({ samples }) => samples.length === 2).flatMap((one) => one.samples),
    );
    expect([trained.size, heldOut.size]).toEqual([8, 2]);
    expect(new Set([...trained, ...heldOut]).size).toBe(10);
    expect(
      result.curve.filter(({ split }) => split === 'held-out').map(({ iteration }) => iteration),
    ).toEqual([0, 2, 4]);
  });

  it('stops where the loss is not a number, keeps the rows so far and says where', async () => {
    const { result, updates } = await train(stage([probe()]), {
      lossAt: (at) => (at === 4 ? Number.NaN : 1),
    });
    expect(result.outcome).toEqual({ kind: 'diverged', iteration: 4 });
    expect(updates).toHaveLength(5);
    expect(result.estimates.a0!.iterations).toEqual([0, 1, 3]);
  });

  it('stops where the loss of a head is not a number, though the one at the output is', async () => {
    const headAt = (at: number) => (at === 4 ? Number.NaN : 1);
    const { result } = await train(stage([probe()]), { headAt });
    expect(result.outcome).toEqual({ kind: 'diverged', iteration: 4 });
    expect((await train(stage([probe()]), { headAt: () => 1 })).result.outcome).toEqual({ kind: 'complete' });
  });

  it('has diverged too where the last update was too much for the mini-batch after it, and takes no row there', async () => {
    const seenAt = (updates: number, samples: number) => (updates === 6 && samples === 4 ? Number.NaN : 2);
    const { result } = await train(stage([probe()]), { seenAt });
    expect(result.outcome).toEqual({ kind: 'diverged', iteration: 6 });
    expect(result.estimates.a0!.iterations).toEqual([0, 1, 3, 4]);
  });

  it('has diverged too where only the test set shows it', async () => {
    const seenAt = (updates: number) => (updates === 6 ? Number.POSITIVE_INFINITY : 2);
    const { result } = await train(stage([]), { seenAt });
    expect(result.outcome).toEqual({ kind: 'diverged', iteration: 6 });
    expect(result.curve.at(-1)).toMatchObject({ iteration: 6, split: 'test', loss: null });
  });

  it('stops when it is interrupted and keeps the rows so far', async () => {
    const { result } = await train(stage([probe()]), { abortAt: 2 });
    expect(result.outcome).toEqual({ kind: 'interrupted', iteration: 2 });
    expect(result.estimates.a0!.iterations).toEqual([0, 1]);
  });

  it('goes on from a checkpoint anywhere to the rows and the curve of a training without a break', async () => {
    const held = probe({ name: 'h', rows: { every: 1, last: 6 }, sample: { split: 'test', n: 3 } });
    const plan = stage([probe(), held], ['a', 'b']);
    const whole = await train(plan, { lossAt: (at) => 1 / (at + 3) });
    for (let stop = 1; stop < 6; stop++) {
      const shelf = memoryCheckpoints();
      const settings = { lossAt: (at: number) => 1 / (at + 3), checkpoints: shelf };
      const first = await train(plan, { ...settings, abortAt: stop });
      expect(first.result.outcome).toEqual({ kind: 'interrupted', iteration: stop });
      const second = await train(plan, settings);
      expect(second.updates).toHaveLength(6 - stop);
      expect(second.result, `stopped after ${stop}`).toEqual(whole.result);
    }
  });

  it('goes on with averages over rows where they stood, whatever the order of the answers', async () => {
    const averaging: Estimation = {
      ready: async () => {},
      async submit({ capture: { iteration, layers }, estimators, average }) {
        await new Promise((resolve) => setTimeout(resolve, iteration % 2 ? 0 : 5));
        const width = { value: layers[0]!.values[0]! ** 2 + 1, weight: 0.9 };
        const means = await average!(estimators.map(({ params }) => (params.name === 'b' ? {} : { width })));
        return means.map((mean) => [{ layer: 0, cells: { value: mean.width ?? null } }]);
      },
    };
    const plan = stage(
      [probe(), probe({ name: 'h', rows: { every: 1, last: 6 }, sample: { split: 'test', n: 3 } })],
      ['a', 'b'],
    );
    const whole = await train(plan, { pool: averaging });
    const values = [...eachKeptRow(whole.result.estimates.a0!)].map(({ cells }) => Number(cells.value));
    expect(values[1]).toBeCloseTo(0.9 * values[0]! + 0.1 * 2, 14);
    for (const stop of [1, 3, 5]) {
      const settings = { pool: averaging, checkpoints: memoryCheckpoints() };
      await train(plan, { ...settings, abortAt: stop });
      expect((await train(plan, settings)).result, `stopped after ${stop}`).toEqual(whole.result);
    }
  });

  it('saves on its way, and each row once', async () => {
    const shelf = memoryCheckpoints(() => true);
    const whole = await train(stage([probe()]), { checkpoints: shelf });
    expect(shelf.saved.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5]);
    const again = await train(stage([probe()]), { checkpoints: shelf });
    expect(again.updates).toHaveLength(1);
    expect(again.result).toEqual(whole.result);
  });

  it('lets signals through while an engine that waits for nothing trains', async () => {
    const abort = new AbortController();
    setImmediate(() => setImmediate(() => abort.abort()));
    const { result } = await train(stage([]), { abort });
    expect(result.outcome.kind).toBe('interrupted');
  });

  it('throws what an estimator threw', async () => {
    const plan = stage([probe()]);
    const failing: Estimation = {
      ready: async () => {},
      submit: () => Promise.reject(new Error('no spectrum')),
    };
    const run = trainNetwork(plan, dataset, {
      engine: recordingEngine([]),
      pool: failing,
      probes: [activations.run],
      wanted: stageEstimates(plan),
      required: [],
      keeping: nothingKept,
      checkpoints: noCheckpoints,
      signal: new AbortController().signal,
      progress: () => {},
    });
    await expect(run).rejects.toThrow('no spectrum');
  });
});
