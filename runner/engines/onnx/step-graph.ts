import type { LayerPlan, NetworkPlan } from '../../../src/plan/plan.ts';
import type { LayerKind } from '../../layers/layer.ts';
import type { Taps } from '../engine.ts';
import { crossEntropy } from './cross-entropy.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import { lowerLayers } from './lower-layers.ts';
import { multiply, reshape, transpose } from './operators.ts';
import type { OnnxOptimizer } from './optimizer.ts';
import type { Lowering, Segment } from './segment.ts';

/** Which step a graph computes. */
export interface StepVariant {
  readonly samples: number;
  /** Whether the weights are updated. */
  readonly update: boolean;
  /** Layers whose tensors are outputs; null captures nothing, the error at the logits neither. */
  readonly taps: Taps | null;
}

export interface StepGraphOptions {
  readonly network: NetworkPlan;
  readonly kinds: ReadonlyMap<string, LayerKind>;
  readonly optimizer: OnnxOptimizer;
  readonly lowering: Lowering;
}

/** Names of the graph's inputs and outputs. A state tensor goes in under its name and comes out under `next`. */
export const stepNames = {
  inputs: 'inputs',
  labels: 'labels',
  rate: 'learning-rate',
  loss: 'loss',
  correct: 'correct',
  lossError: 'error:loss',
  activation: (layer: number) => `activation:${layer}`,
  error: (layer: number) => `error:${layer}`,
  weight: (layer: number, name: string) => `weight:${layer}:${name}`,
  slot: (layer: number, name: string, slot: string) => `${slot}:${layer}:${name}`,
  next: (state: string) => `next:${state}`,
};

/**
 * Writes one step as one ONNX graph.
 *
 * Phases: inputs (turned to `[features, samples]`), forward through the lowered layers, loss, backward as far down as
 * something asks for it, optimiser updates, taps (turned back to `[samples, features]`).
 */
export function buildStepGraph(options: StepGraphOptions, variant: StepVariant): Uint8Array {
  const { network, kinds, lowering } = options;
  const { samples, update, taps } = variant;
  const graph = new GraphBuilder();

  const features = network.input.reduce((product, length) => product * length, 1);
  const inputs = graph.input(stepNames.inputs, 'float32', [samples, features]);
  const labels = graph.input(stepNames.labels, 'int32', [samples]);
  const weights = network.layers.map((layer, index) => weightInputs(graph, layer, index));

  const first = transpose(graph, inputs, [1, 0]);
  const segments = lowerLayers({ graph, layers: network.layers, kinds, weights, samples, lowering }, first);
  const loss = crossEntropy(graph, segments.at(-1)!.output, labels);
  graph.output(stepNames.loss, loss.loss);
  graph.output(stepNames.correct, loss.correct);

  const down = update ? 0 : Math.min(...(taps?.errors ?? []), network.layers.length);
  const gradients = backward(graph, segments, loss.error, { down, update, taps: taps?.errors ?? [] });
  if (update) writeUpdates(graph, options, samples, weights, gradients);

  for (const layer of taps?.activations ?? []) {
    const segment = segments.find(({ from, to }) => layer >= from && layer < to)!;
    graph.output(stepNames.activation(layer), transpose(graph, segment.activation(layer), [1, 0]));
  }
  if (taps && taps.errors.length > 0) {
    graph.output(stepNames.lossError, transpose(graph, loss.error, [1, 0]));
  }
  return graph.encode(update ? 'update' : 'observe');
}

type LayerValues = Readonly<Record<string, Value>>;

function weightInputs(graph: GraphBuilder, layer: LayerPlan, index: number): LayerValues {
  return Object.fromEntries(
    layer.weights.map(({ name, shape }) => [
      name,
      graph.input(stepNames.weight(index, name), 'float32', shape),
    ]),
  );
}

/** Takes the error from the logits down to layer `down`; returns the gradients of the summed loss by layer. */
function backward(
  graph: GraphBuilder,
  segments: readonly Segment[],
  lossError: Value,
  wanted: { readonly down: number; readonly update: boolean; readonly taps: readonly number[] },
): ReadonlyMap<number, LayerValues> {
  const gradients = new Map<number, LayerValues>();
  let error = lossError;
  for (const segment of segments.toReversed()) {
    if (segment.to <= wanted.down) break;
    const step = segment.backward(error);
    for (const layer of wanted.taps) {
      if (layer < segment.from || layer >= segment.to) continue;
      graph.output(stepNames.error(layer), transpose(graph, step.error(layer), [1, 0]));
    }
    if (wanted.update) {
      for (const [layer, values] of step.gradients()) gradients.set(layer, values);
    }
    if (segment.from > wanted.down) error = step.input();
  }
  return gradients;
}

function writeUpdates(
  graph: GraphBuilder,
  { network, optimizer }: StepGraphOptions,
  samples: number,
  weights: readonly LayerValues[],
  gradients: ReadonlyMap<number, LayerValues>,
): void {
  const rate = graph.input(stepNames.rate, 'float32', []);
  const share = graph.scalar(1 / samples);
  network.layers.forEach((layer, index) => {
    for (const { name, shape } of layer.weights) {
      const slots = Object.fromEntries(
        optimizer.slots.map((slot) => [
          slot,
          graph.input(stepNames.slot(index, name, slot), 'float32', shape),
        ]),
      );
      const gradient = multiply(graph, reshape(graph, gradients.get(index)![name]!, shape), share);
      const next = optimizer.update(graph, weights[index]![name]!, gradient, slots, rate);
      graph.output(stepNames.next(stepNames.weight(index, name)), next.weight);
      for (const [slot, value] of Object.entries(next.slots)) {
        graph.output(stepNames.next(stepNames.slot(index, name, slot)), value);
      }
    }
  });
}
