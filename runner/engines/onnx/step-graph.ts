import { lossParts } from '../../../src/plan/losses.ts';
import type { LayerPlan, NetworkPlan } from '../../../src/plan/plan.ts';
import type { Mode, TrainingSettings } from '../../contract/engine.ts';
import type { LayerKind } from '../../contract/layer.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { OnnxGraph } from '../../lowering/onnx/onnx-graph.ts';
import { add, multiply, reshape, transpose } from '../../lowering/onnx/operators.ts';
import { lossGroups } from '../loss-groups.ts';
import { tiedTo, withTiedKernels } from '../tied-weights.ts';
import { backpropagate, type LayerValues, type LossErrors } from './backpropagate.ts';
import { clipGradients } from './clip-gradients.ts';
import type { StepTaps } from './long-samples.ts';
import { type LossValues, lossValues } from './loss.ts';
import { lowerLayers } from './lower-layers.ts';
import type { OnnxOptimizer } from './optimizer.ts';
import { centredProducts } from './products.ts';
import { gatherRows } from './resident-samples.ts';
import type { Lowering, Segment } from './segment.ts';
import { stepNames } from './step-names.ts';

/** Which step a graph computes. */
export interface StepVariant {
  readonly samples: number;
  /** Whether the weights are updated; in training only. */
  readonly update: boolean;
  readonly mode: Mode;
  /** Layers whose tensors are outputs; null captures nothing, the error at the logits neither. */
  readonly taps: StepTaps | null;
  /** How many samples are on the device, of which the batch's are chosen by their places; null where the batch itself comes. */
  readonly resident: number | null;
}

export interface StepGraphOptions {
  readonly network: NetworkPlan;
  readonly kinds: ReadonlyMap<string, LayerKind>;
  readonly optimizer: OnnxOptimizer;
  readonly training: TrainingSettings;
  /** Layers with a dropout mask. */
  readonly drops: readonly number[];
  readonly lowering: Lowering;
  /** Numbers in a block of images on this machine; null where there are none, and for a graph that is to run anywhere. */
  readonly block: number | null;
}

/**
 * Writes one step as one ONNX graph.
 *
 * Phases: inputs (turned to `[features, samples]`), forward through the lowered layers, loss, backward as far down as
 * something asks for it, optimiser updates, taps (turned back to `[samples, features]`). Learning rate, dropout masks and
 * the optimiser's own numbers are inputs, so that one graph serves a whole training.
 */
export function buildStepGraph(options: StepGraphOptions, variant: StepVariant): Uint8Array {
  const { network, kinds, lowering, block } = options;
  const { samples, update, mode, taps, resident } = variant;
  const graph = new OnnxGraph();

  const features = network.input.reduce((product, length) => product * length, 1);
  const inputs =
    resident === null
      ? graph.input(stepNames.inputs, 'float32', [samples, features])
      : gatherRows(graph, { samples, count: resident, features });
  const own = network.layers.map((layer, index) => weightInputs(graph, layer, index));
  const weights = withTiedKernels(network.layers, own, (kernel) => transpose(graph, kernel, [1, 0]));

  const first = transpose(graph, inputs, [1, 0]);
  const masks = mode === 'training' ? maskInputs(graph, options, samples) : new Map<number, Value>();
  const { input, layers } = network;
  const cuts = new Set(lossGroups(network).map(({ lowest }) => lowest));
  const call = { graph, input, layers, kinds, weights, masks, samples, lowering, block, mode, cuts };
  const segments = lowerLayers(call, first);
  const losses = writeLosses(graph, options, segments, first);

  const errors = losses.map(({ error }) => error);
  const { gradients, signals } = backpropagate({ graph, network, segments }, errors, { update, taps });
  if (update) {
    writeUpdates(graph, options, samples, weights, gradients);
    writeState(graph, segments);
  }

  if (taps) writeTaps(graph, segments, taps);
  if (taps) writeErrors(graph, network, samples, taps, signals);
  return graph.encode(update ? 'update' : 'observe');
}

/** Losses and hits by the place of the loss; those of the output first. */
function writeLosses(
  graph: GraphBuilder,
  { network, training }: StepGraphOptions,
  segments: readonly Segment[],
  inputs: Value,
): readonly LossValues[] {
  const target = targetOf(graph, { network, training }, inputs);
  return lossParts(network).map(({ output }, place) => {
    const outputs = segments.find(({ to }) => to === output + 1)!.output;
    const values = lossValues(graph, training, outputs, target);
    graph.output(stepNames.loss(place), values.loss);
    if (values.correct) graph.output(stepNames.correct(place), values.correct);
    return values;
  });
}

/** What outputs are compared with: the input, real values `[outputs, samples]`, or labels. */
function targetOf(
  graph: GraphBuilder,
  { network, training }: Pick<StepGraphOptions, 'network' | 'training'>,
  inputs: Value,
): Value {
  const samples = inputs.dims[1]!;
  if (training.target === 'input') return inputs;
  if (network.targets === undefined) return graph.input(stepNames.labels, 'int32', [samples]);
  return transpose(graph, graph.input(stepNames.targets, 'float32', [samples, network.targets]), [1, 0]);
}

function writeTaps(graph: GraphBuilder, segments: readonly Segment[], taps: StepTaps): void {
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
}

/** d_L and d_k of each loss that is asked for; d_k of a layer that it does not reach is 0. */
function writeErrors(
  graph: GraphBuilder,
  { layers: all }: NetworkPlan,
  samples: number,
  { errors, ofLosses = [] }: StepTaps,
  signals: readonly LossErrors[],
): void {
  for (const { loss, outputs, layers } of signals) {
    const rows = outputs.map((output) => transpose(graph, output, [1, 0]));
    const units = rows.reduce((sum, { dims }) => sum + dims[1]!, 0);
    const joined = rows.length === 1 ? rows[0]! : graph.node('Concat', rows, [samples, units], { axis: 1 });
    graph.output(stepNames.lossError(loss), joined);
    const wanted = loss === null ? errors : ofLosses.find((one) => one.loss === loss)!.layers;
    for (const layer of wanted) {
      const features = all[layer]!.output.reduce((product, length) => product * length, 1);
      const none = () => graph.floats(new Float32Array(samples * features), [samples, features]);
      const error = layers.get(layer);
      // an output of its own, though it may be the same numbers as another one's
      const value = error
        ? transpose(graph, error, [1, 0])
        : graph.node('Identity', [none()], [samples, features]);
      graph.output(stepNames.error(layer, loss), value);
    }
  }
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
    const sum = gradients.get(index)?.[name];
    const parts = [
      ...(sum ? [reshape(graph, sum, shape)] : []),
      ...(name === 'kernel' ? tiedGradients(graph, network.layers, index, gradients) : []),
    ];
    // no loss reaches it
    const none = () => multiply(graph, weights[index]![name]!, graph.scalar(0));
    const whole = parts.length > 0 ? parts.reduce((total, part) => add(graph, total, part)) : none();
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

/** What comes to a kernel from the layers that are tied to it. */
function tiedGradients(
  graph: GraphBuilder,
  layers: readonly LayerPlan[],
  index: number,
  gradients: ReadonlyMap<number, LayerValues>,
): readonly Value[] {
  const found = tiedTo(layers, index).flatMap((tied) => gradients.get(tied)?.kernel ?? []);
  return found.map((kernel) => transpose(graph, kernel, [1, 0]));
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
