import type { LayerPlan, NetworkPlan } from '../../../src/plan/plan.ts';
import type { Mode, TrainingSettings } from '../../contract/engine.ts';
import type { LayerKind } from '../../contract/layer.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { OnnxGraph } from '../../lowering/onnx/onnx-graph.ts';
import { add, multiply, reshape, transpose } from '../../lowering/onnx/operators.ts';
import { tiedTo, withTiedKernels } from '../tied-weights.ts';
import { clipGradients } from './clip-gradients.ts';
import type { StepTaps } from './long-samples.ts';
import { type LossValues, lossValues } from './loss.ts';
import { lowerLayers } from './lower-layers.ts';
import type { OnnxOptimizer } from './optimizer.ts';
import { centredProducts } from './products.ts';
import type { Lowering, Segment } from './segment.ts';

/** Which step a graph computes. */
export interface StepVariant {
  readonly samples: number;
  /** Whether the weights are updated; in training only. */
  readonly update: boolean;
  readonly mode: Mode;
  /** Layers whose tensors are outputs; null captures nothing, the error at the logits neither. */
  readonly taps: StepTaps | null;
}

export interface StepGraphOptions {
  readonly network: NetworkPlan;
  readonly kinds: ReadonlyMap<string, LayerKind>;
  readonly optimizer: OnnxOptimizer;
  readonly training: TrainingSettings;
  /** Layers with a dropout mask. */
  readonly drops: readonly number[];
  readonly lowering: Lowering;
}

/** Names of the graph's inputs and outputs. A state tensor goes in under its name and comes out under `next`. */
export const stepNames = {
  inputs: 'inputs',
  labels: 'labels',
  targets: 'targets',
  rate: 'learning-rate',
  mask: (layer: number) => `mask:${layer}`,
  loss: 'loss',
  correct: 'correct',
  lossError: 'error:loss',
  activation: (layer: number) => `activation:${layer}`,
  products: (layer: number) => `products:${layer}`,
  reserve: (layer: number) => `reserve:${layer}`,
  error: (layer: number) => `error:${layer}`,
  weight: (layer: number, name: string) => `weight:${layer}:${name}`,
  slot: (layer: number, name: string, slot: string) => `${slot}:${layer}:${name}`,
  next: (state: string) => `next:${state}`,
};

/**
 * Writes one step as one ONNX graph.
 *
 * Phases: inputs (turned to `[features, samples]`), forward through the lowered layers, loss, backward as far down as
 * something asks for it, optimiser updates, taps (turned back to `[samples, features]`). Learning rate, dropout masks and
 * the optimiser's own numbers are inputs, so that one graph serves a whole training.
 */
export function buildStepGraph(options: StepGraphOptions, variant: StepVariant): Uint8Array {
  const { network, kinds, lowering } = options;
  const { samples, update, mode, taps } = variant;
  const graph = new OnnxGraph();

  const features = network.input.reduce((product, length) => product * length, 1);
  const inputs = graph.input(stepNames.inputs, 'float32', [samples, features]);
  const own = network.layers.map((layer, index) => weightInputs(graph, layer, index));
  const weights = withTiedKernels(network.layers, own, (kernel) => transpose(graph, kernel, [1, 0]));

  const first = transpose(graph, inputs, [1, 0]);
  const masks = mode === 'training' ? maskInputs(graph, options, samples) : new Map<number, Value>();
  const { input, layers } = network;
  const call = { graph, input, layers, kinds, weights, masks, samples, lowering, mode };
  const segments = lowerLayers(call, first);
  const loss = lossOf(graph, options, segments.at(-1)!.output, first);
  graph.output(stepNames.loss, loss.loss);
  if (loss.correct) graph.output(stepNames.correct, loss.correct);

  const down = update ? 0 : Math.min(...(taps?.errors ?? []), network.layers.length);
  const gradients = backward(graph, segments, loss.error, { down, update, taps: taps?.errors ?? [] });
  if (update) {
    writeUpdates(graph, options, samples, weights, gradients);
    writeState(graph, segments);
  }

  if (taps) writeTaps(graph, segments, taps, loss.error);
  return graph.encode(update ? 'update' : 'observe');
}

function writeTaps(
  graph: GraphBuilder,
  segments: readonly Segment[],
  taps: StepTaps,
  lossError: Value,
): void {
  const segmentOf = (layer: number) => segments.find(({ from, to }) => layer >= from && layer < to)!;
  for (const layer of taps.activations) {
    const activation = segmentOf(layer).activation(layer);
    graph.output(stepNames.activation(layer), transpose(graph, activation, [1, 0]));
  }
  for (const { layer, longest } of taps.products ?? []) {
    const { rows, order } = segmentOf(layer).unordered(layer);
    const { products, reserve } = centredProducts(graph, rows, { order, longest });
    graph.output(stepNames.products(layer), products);
    if (reserve) graph.output(stepNames.reserve(layer), reserve);
  }
  if (taps.errors.length > 0) {
    graph.output(stepNames.lossError, transpose(graph, lossError, [1, 0]));
  }
}

type LayerValues = Readonly<Record<string, Value>>;

/** @param inputs the network's input, `[features, samples]` */
function lossOf(
  graph: GraphBuilder,
  { training, network }: StepGraphOptions,
  output: Value,
  inputs: Value,
): LossValues {
  if (training.target === 'input') return lossValues(graph, training, output, inputs);
  if (network.targets !== undefined) {
    const targets = graph.input(stepNames.targets, 'float32', [inputs.dims[1]!, network.targets]);
    return lossValues(graph, training, output, transpose(graph, targets, [1, 0]));
  }
  const labels = graph.input(stepNames.labels, 'int32', [inputs.dims[1]!]);
  return lossValues(graph, training, output, labels);
}

function maskInputs(
  graph: GraphBuilder,
  { network, drops }: StepGraphOptions,
  samples: number,
): ReadonlyMap<number, Value> {
  return new Map(
    drops.map((layer) => {
      const features = network.layers[layer]!.input.reduce((product, length) => product * length, 1);
      const mask = graph.input(stepNames.mask(layer), 'float32', [samples, features]);
      return [layer, transpose(graph, mask, [1, 0])];
    }),
  );
}

function weightInputs(graph: GraphBuilder, layer: LayerPlan, index: number): LayerValues {
  return Object.fromEntries(
    layer.weights.map(({ name, shape }) => [
      name,
      graph.input(stepNames.weight(index, name), 'float32', shape),
    ]),
  );
}

/**
 * Takes the error from the output down to layer `down`; returns the gradients of the summed loss by layer. A layer that
 * several others read gets the sum of what comes back from them.
 */
function backward(
  graph: GraphBuilder,
  segments: readonly Segment[],
  lossError: Value,
  wanted: { readonly down: number; readonly update: boolean; readonly taps: readonly number[] },
): ReadonlyMap<number, LayerValues> {
  const gradients = new Map<number, LayerValues>();
  const errors = new Map([[segments.at(-1)!.to - 1, lossError]]);
  for (const segment of segments.toReversed()) {
    if (segment.to <= wanted.down) break;
    const step = segment.backward(errors.get(segment.to - 1)!);
    for (const layer of wanted.taps) {
      if (layer < segment.from || layer >= segment.to) continue;
      graph.output(stepNames.error(layer), transpose(graph, step.error(layer), [1, 0]));
    }
    if (wanted.update) {
      for (const [layer, values] of step.gradients()) gradients.set(layer, values);
    }
    segment.inputs.forEach((source, which) => {
      if (source < Math.max(wanted.down, 0)) return;
      const sofar = errors.get(source);
      errors.set(source, sofar ? add(graph, sofar, step.input(which)) : step.input(which));
    });
  }
  return gradients;
}

function writeUpdates(
  graph: GraphBuilder,
  { network, optimizer, training }: StepGraphOptions,
  samples: number,
  weights: readonly LayerValues[],
  gradients: ReadonlyMap<number, LayerValues>,
): void {
  const rate = graph.input(stepNames.rate, 'float32', []);
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(0)).map((name) => [name, graph.input(name, 'float32', [])]),
  );
  const share = graph.scalar(1 / samples);
  const trained = network.layers.flatMap((layer, index) =>
    layer.weights.flatMap(({ name, shape, trained }) => (trained === false ? [] : [{ index, name, shape }])),
  );
  const own = trained.map(({ index, name, shape }) => {
    const sum = reshape(graph, gradients.get(index)![name]!, shape);
    const whole = name === 'kernel' ? withTied(graph, network.layers, index, sum, gradients) : sum;
    return multiply(graph, whole, share);
  });
  const clipped = training.clip ? clipGradients(graph, own, training.clip.norm) : own;
  trained.forEach(({ index, name, shape }, place) => {
    const gradient = clipped[place]!;
    const slots = Object.fromEntries(
      optimizer.slots.map((slot) => [slot, graph.input(stepNames.slot(index, name, slot), 'float32', shape)]),
    );
    const weight = weights[index]![name]!;
    const next = optimizer.update({ graph, weight, gradient, slots, rate, scalars });
    graph.output(stepNames.next(stepNames.weight(index, name)), next.weight);
    for (const [slot, value] of Object.entries(next.slots)) {
      graph.output(stepNames.next(stepNames.slot(index, name, slot)), value);
    }
  });
}

/** The gradient of a kernel with that of the layers that are tied to it. */
function withTied(
  graph: GraphBuilder,
  layers: readonly LayerPlan[],
  index: number,
  own: Value,
  gradients: ReadonlyMap<number, LayerValues>,
): Value {
  const turned = tiedTo(layers, index).map((tied) => transpose(graph, gradients.get(tied)!.kernel!, [1, 0]));
  return turned.reduce((sum, one) => add(graph, sum, one), own);
}

/** The weights that a step moves on without a gradient. */
function writeState(graph: GraphBuilder, segments: readonly Segment[]): void {
  for (const segment of segments) {
    for (const [layer, values] of segment.nextState()) {
      for (const [name, value] of Object.entries(values)) {
        graph.output(stepNames.next(stepNames.weight(layer, name)), value);
      }
    }
  }
}
