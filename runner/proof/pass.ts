import type { LayerPlan, NetworkPlan } from '../../src/plan/plan.ts';
import type { Batch, Mode, Tensors, TrainingSettings, Weights } from '../contract/engine.ts';
import type { LayerKind } from '../contract/layer.ts';
import { dropoutMasks, dropRates } from '../engines/dropout-masks.ts';
import { inputsOf } from '../engines/network-inputs.ts';
import type { LayerForward } from '../engines/tfjs/layer-forward.ts';
import { withTiedKernels } from '../engines/tied-weights.ts';
import type { Differences } from './differences.ts';
import { rowsOf, type Samples64, samplesOf, toFloat64, type Weights64 } from './samples.ts';

/** A network at one place of its training, and what its layers are held against. */
export interface Subject {
  readonly network: NetworkPlan;
  readonly kinds: ReadonlyMap<string, LayerKind>;
  readonly weights: Weights;
  readonly batch: Batch;
  readonly training: TrainingSettings;
  /** Of the dropout masks. */
  readonly seed: number;
  /** What the judged layers compute. */
  readonly forward: LayerForward;
  readonly differences: Differences;
  readonly judges: (layer: LayerPlan) => boolean;
}

/** What an engine gave of one pass of the whole batch, a row a sample. */
export interface Pass {
  readonly subject: Subject;
  readonly mode: Mode;
  readonly weights: Weights64;
  readonly masks: ReadonlyMap<number, Float32Array>;
  readonly outputs: readonly Samples64[];
  readonly errors: readonly Samples64[];
}

/** @param tensors of all layers, of the pass before the first update */
export function passOf(subject: Subject, { activations, errors }: Tensors, mode: Mode): Pass {
  const { network, kinds, batch, seed } = subject;
  const rows = (tensors: ReadonlyMap<number, Float32Array>) =>
    network.layers.map((_, index) => rowsOf(tensors.get(index)!, batch.samples));
  const call = { seed, update: 0, samples: batch.samples };
  const masks = mode === 'training' ? dropoutMasks(network, dropRates(network, kinds), call) : new Map();
  const weights = toFloat64(subject.weights);
  return { subject, mode, weights, masks, outputs: rows(activations), errors: rows(errors) };
}

/** What goes into a layer: the samples of each of its inputs. */
export function inputsAt({ subject, outputs }: Pass, index: number): readonly Samples64[] {
  const sources = inputsOf(subject.network.layers, index);
  return sources.map((source) => (source < 0 ? samplesOf(subject.batch) : outputs[source]!));
}

/** Whether samples of a layer have to go through it together, in their order: they share statistics, or have masks. */
export function goTogether({ subject, mode }: Pass, index: number): boolean {
  const kind = subject.kinds.get(subject.network.layers[index]!.kind);
  return mode === 'training' && (kind?.hasModes === true || kind?.dropRate !== undefined);
}

/** The layer's T_k by what it is held against. */
export function forwardOf(pass: Pass, index: number, inputs: readonly Samples64[]): Samples64 {
  const { subject, mode, masks } = pass;
  const { network, forward } = subject;
  const turn = (kernel: Float64Array) => turned(kernel, network.layers[index]!);
  const weights = withTiedKernels(network.layers, pass.weights, turn)[index]!;
  return forward({ network, index, weights, inputs, mode, mask: masks.get(index) ?? null });
}

/** Entry (unit, input) of a tied kernel is entry (input, unit) of the other one. */
function turned(kernel: Float64Array, { input, output }: LayerPlan): Float64Array {
  const inputs = input.reduce((all, length) => all * length, 1);
  const units = output[0]!;
  return kernel.map((_, at) => kernel[(at % inputs) * units + Math.floor(at / inputs)]!);
}
