import { featureMaps } from './feature-maps.ts';
import { type CaptureBudget, defaultBudget, isKept } from './keeping.ts';
import type { LayerPlan, NetworkPlan, ProbePlan, StagePlan } from './plan.ts';
import { trainedSamples } from './schedule.ts';
import { isElsewhere } from './trained-here.ts';

const bytesPerNumber = 4;

type Looking = Pick<ProbePlan, 'sample' | 'layers' | 'split' | 'keep' | 'streams' | 'bytes'>;

/** Trained weights of a network, biases included. */
export function countParameters(network: NetworkPlan): number {
  let count = 0;
  for (const { weights } of network.layers)
    for (const { shape, trained } of weights) if (trained !== false) count += product(shape);
  return count;
}

/** Bytes that the end of a run takes, claims and report included: without rows, and a row; `node bench/tables.mjs` measures them. */
const drawingBytes = 130e6;
const bytesPerRow = 320;

/** Bytes that the tables take at the end of a run, or while its report is drawn, beside the process without them. */
export function tableMemory(rows: number): number {
  return drawingBytes + bytesPerRow * rows;
}

/** About how many samples pass through together where they do so in pieces. */
const streamed = 1000;

/** Samples of a piece: whole mini-batches, at which engines cut what they observe. */
export function pieceSize(batchSize: number): number {
  return batchSize * Math.ceil(streamed / batchSize);
}

/** Bytes that a stage takes, with captures kept within a budget; see `estimateWork`. */
export function stageMemory(stage: StagePlan, budget: CaptureBudget): number {
  return estimateWork(stage, stage.probes, 0, budget).memory;
}

/**
 * Estimates a stage's work: multiply-adds of the training (a backward pass counts as two forward passes), rows of its
 * estimates, and bytes (weights, their gradients and the optimiser's tensors; a batch's activations and error signals; the largest
 * capture, or a piece of one whose samples pass through, with the hashes). All numbers take 4 bytes.
 * @param rows of all estimators and branches together
 */
export function estimateWork(
  model: Pick<StagePlan, 'network' | 'training' | 'parameters' | 'dataset'>,
  probes: readonly Looking[],
  rows: number,
  budget: CaptureBudget = defaultBudget,
): StagePlan['work'] {
  const { network, training, parameters, dataset } = model;
  const batch = isElsewhere(training) ? 0 : training.batchSize;
  const captures = probes.map((probe) => captureNumbers(network, batch, probe, budget));
  const capture = Math.max(0, ...captures);
  // what is recorded comes from a file, in up to twice the bytes a number, and is copied once; weights of an ONNX file are there
  // in the file, in the session and in the checkpoint
  if (isElsewhere(training) || !dataset)
    return { training: 0, rows, memory: bytesPerNumber * (4 * capture + 3 * (parameters ?? 0)) };
  const forward = network.layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0);
  const copies = training.optimizer !== 'sgd' ? 4 : training.momentum > 0 ? 3 : 2;
  const features = network.layers.reduce((sum, layer) => sum + product(layer.output), product(network.input));
  const numbers = copies * (parameters ?? 0) + 2 * training.batchSize * features + capture;
  return {
    training: 3 * forward * trainedSamples(dataset, training) * training.epochs,
    rows,
    memory: bytesPerNumber * numbers,
  };
}

function captureNumbers(
  network: NetworkPlan,
  batchSize: number,
  probe: Looking,
  budget: CaptureBudget,
): number {
  const samples = probe.sample === 'batch' ? batchSize : probe.sample.n;
  const features = probe.layers.reduce((sum, index) => sum + numbersOf(network.layers[index]!, probe), 0);
  const whole = samples * (product(network.input) + features);
  if (!probe.streams || isKept(probe, budget)) return whole;
  const piece = Math.min(samples, pieceSize(batchSize)) * (product(network.input) + features);
  return Math.min(whole, piece + samples * (wordsOfState * probe.layers.length + 1));
}

/** Numbers of the hash of a sample's state at a layer. */
const wordsOfState = 4;

function numbersOf({ output }: LayerPlan, { split }: Looking): number {
  const { channels, features } = featureMaps(output, split);
  return channels * features;
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1);
}
