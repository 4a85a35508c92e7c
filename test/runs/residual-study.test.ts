import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ownCapture } from '../../runner/capture/capture-memory.ts';
import type { Capture } from '../../runner/contract/capture.ts';
import type { Dataset, Samples } from '../../runner/contract/dataset.ts';
import type { Estimation } from '../../runner/contract/estimation.ts';
import { nothingKept } from '../../runner/contract/keeping.ts';
import { openOnnxEngine } from '../../runner/engines/onnx/onnx-engine.ts';
import { layerKinds } from '../../runner/layers/index.ts';
import activations from '../../runner/nodes/probe/activations.ts';
import errors from '../../runner/nodes/probe/errors.ts';
import { randomStream } from '../../runner/random/stream.ts';
import { noCheckpoints } from '../../runner/training/no-checkpoints.ts';
import { trainNetwork } from '../../runner/training/train-network.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { stageEstimates } from '../../src/plan/stage-estimates.ts';

/** Noise, with a bright square whose place tells the class. */
function squares(count: number): Samples {
  const labels = Int32Array.from({ length: count }, (_, index) => index % 10);
  return {
    count,
    labels,
    gather(indices) {
      const inputs = new Float32Array(indices.length * 784);
      indices.forEach((index, row) => {
        const stream = randomStream(index, 'square');
        const label = labels[index]!;
        for (let at = 0; at < 784; at++) {
          const near =
            Math.floor(at / 28 / 5) === label % 5 && Math.floor((at % 28) / 14) === Math.floor(label / 5);
          inputs[row * 784 + at] = 0.3 * stream.next() + (near ? 0.7 : 0);
        }
      });
      return inputs;
    },
  };
}

function stageOf(name: string, set: readonly string[]): StagePlan {
  const readFile = () => readFileSync(new URL(`../../specs/networks/${name}.yaml`, import.meta.url));
  const request = { path: `${name}.yaml`, readFile, set, catalog: loadCatalog(), layers: layerKinds };
  const { plan, diagnostics } = compileStudy(request);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return plan!.stages[0]!;
}

/** @param goOn told the loss of each update; the training stops when it says no */
async function runStage(stage: StagePlan, goOn: (loss: number) => boolean) {
  const stop = new AbortController();
  const captures: Capture[] = [];
  const pool: Estimation = {
    ready: async () => {},
    submit: async ({ capture, estimators }) => {
      captures.push(ownCapture(capture));
      return estimators.map(() => []);
    },
  };
  const dataset: Dataset = { train: squares(stage.dataset!.trainSize), test: squares(100), files: [] };
  const engine = await openOnnxEngine();
  const { result } = await trainNetwork(stage, dataset, {
    engine,
    pool,
    probes: stage.probes.map(({ kind }) => (kind === 'errors' ? errors.run : activations.run)),
    wanted: stageEstimates(stage),
    required: [],
    keeping: nothingKept,
    checkpoints: noCheckpoints,
    signal: stop.signal,
    progress: ({ loss }) => {
      if (!goOn(loss!)) stop.abort();
    },
  });
  await engine.close();
  return { captures, result };
}

describe('the studies of networks', () => {
  it('train ResNet-8 on 2,000 images', async () => {
    const stage = stageOf('resnet8', [
      'datasets.mnist.subset={train: 2000, test: 20}',
      'models.resnet8.training.batchSize=20',
      'probes.forward.at={ epochs: [0] }',
      'probes.backward.at={ epochs: [0] }',
    ]);
    const losses: number[] = [];
    const { captures, result } = await runStage(stage, (loss) => losses.push(loss) < 8);
    expect(result.outcome).toEqual({ kind: 'interrupted', iteration: 8 });
    expect(Math.min(...losses.slice(4))).toBeLessThan(losses[0]!);
    const shapes = captures[0]!.layers.map(({ channels, features }) => [channels, features]);
    expect(shapes).toEqual([
      [16, 784],
      [16, 784],
      [32, 196],
      [64, 49],
      [1, 64],
    ]);
  }, 60_000);

  it('take the last row as all others, with the statistics of the batch', async () => {
    const stage = stageOf('resnet8', [
      'datasets.mnist.subset={train: 20, test: 10}',
      'models.resnet8.training={ learningRate: 0.1, batchSize: 10, epochs: 1 }',
      'probes.forward.at={ epochs: [0, 1] }',
      'probes.backward.at={ epochs: [0, 1] }',
    ]);
    const { captures } = await runStage(stage, () => true);
    expect(captures.map(({ iteration }) => iteration)).toEqual([0, 0, 2, 2]);
    for (const capture of captures.filter(({ lossError }) => lossError.length === 0)) {
      // Half of what is normalised lies below the mean, more or less; running statistics know too little yet.
      const { values } = capture.layers[0]!;
      const zeros = values.filter((value) => value === 0).length / values.length;
      expect(Math.abs(zeros - 0.5)).toBeLessThan(0.25);
    }
  }, 60_000);

  it('train the autoencoder, whose last layer is the reconstruction', async () => {
    const stage = stageOf('autoencoder', [
      'datasets.mnist.subset={train: 320, test: 100}',
      'models.autoencoder.training.epochs=2',
      'models.autoencoder.training.batchSize=32',
      'models.autoencoder.training.learningRate=0.003',
      'probes.layers.at={ epochs: [2] }',
    ]);
    const { captures, result } = await runStage(stage, () => true);
    const curve = result.curve.filter(({ split }) => split === 'train');
    expect(curve.at(-1)!.loss!).toBeLessThan(curve[0]!.loss!);
    for (const { accuracy } of result.curve) expect(accuracy).toBeNull();
    const { inputs, layers } = captures[0]!;
    const reconstruction = Float64Array.from(layers.at(-1)!.values);
    expect(reconstruction.length).toBe(inputs.length);
    const error = Float32Array.from(reconstruction).reduce(
      (sum, value, at) => sum + (value - inputs[at]!) ** 2,
      0,
    );
    expect(error / inputs.length).toBeLessThan(1.5 * curve.at(-1)!.loss!);
  }, 60_000);
});
