import { type LossPart, lossParts, readBy } from '../../../src/plan/losses.ts';
import type { Taps } from '../../contract/engine.ts';
import type { Scalar, Tensor } from '../../contract/tensorflow.ts';
import { lossGroups } from '../loss-groups.ts';
import { tiedTo, withTiedKernels } from '../tied-weights.ts';
import { type ForwardCall, forwardPass } from './forward-pass.ts';
import type { Kept } from './kept-tensors.ts';

/** A batch on its way through the network, forward and backward. */
export interface PassCall {
  readonly forward: Omit<ForwardCall, 'weights' | 'taps'>;
  readonly inputs: Tensor;
  readonly samples: number;
  /** Weight tensors of all layers in a row. */
  readonly kept: readonly Kept[];
  /** The summed loss of the batch at an output. */
  readonly loss: (output: Tensor) => Scalar;
}

/** d_k of the layers that were asked for, null where the loss does not reach, and d_L at each of its outputs; the total has no place. */
export interface Signals {
  readonly loss: number | undefined;
  readonly errors: readonly (Tensor | null)[];
  readonly outputs: readonly Tensor[];
}

export interface BackwardPass {
  /** T_k of all layers. */
  readonly activations: readonly Tensor[];
  /** Of the summed total loss, one a trained weight tensor; null where no loss reaches. */
  readonly gradients: readonly (Tensor | null)[];
  readonly signals: readonly Signals[];
}

/** A weighted sum of losses, whose gradients are taken down to one layer. */
interface Descent {
  readonly losses: readonly (readonly [part: LossPart, weight: number])[];
  readonly lowest: number;
}

/**
 * One pass forward, and backward once for each set of losses that end at one layer, as far as an update or the taps need it.
 * Below its lowest layer a loss has no gradient: weights and taps there are constants to it.
 */
export function backwardPass(
  call: PassCall,
  { update, taps }: { update: boolean; taps: Taps },
): BackwardPass {
  const { tf, network } = call.forward;
  const parts = lossParts(network);
  const { errors, ofLosses = [] } = taps;
  const trained = update ? call.kept.filter((kept) => kept.trained) : [];
  const tapped = errors.length > 0 ? [...new Set([...errors, ...parts.map(({ output }) => output)])] : [];
  const made = lossGroups(network).map(({ lowest, members }) => {
    const losses = members.map(([, part]) => [part, part.weight] as const);
    return descend(call, { losses, lowest }, { trained, tapped });
  });
  const sum = (tensors: readonly (Tensor | undefined)[]) =>
    tensors.reduce<Tensor | null>((all, one) => (all && one ? tf.add(all, one) : (one ?? all)), null);
  const errorOf = (layer: number) => sum(made.map((one) => one.errors.get(layer)));
  const total: Signals = {
    loss: undefined,
    errors: errors.map(errorOf),
    outputs: parts.map(({ output }) => errorOf(output)!),
  };
  const single = ofLosses.map(({ loss, layers }): Signals => {
    const part = parts[loss]!;
    const wanted = { trained: [], tapped: [...new Set([...layers, part.output])] };
    const own = descend(call, { losses: [[part, 1]], lowest: part.lowest }, wanted).errors;
    return { loss, errors: layers.map((layer) => own.get(layer) ?? null), outputs: [own.get(part.output)!] };
  });
  return {
    activations: made[0]!.outputs,
    gradients: trained.map((kept) => sum(made.map((one) => one.gradients.get(kept)))),
    signals: [...(errors.length > 0 ? [total] : []), ...single],
  };
}

function descend(
  call: PassCall,
  { losses, lowest }: Descent,
  wanted: { readonly trained: readonly Kept[]; readonly tapped: readonly number[] },
) {
  const { tf, network } = call.forward;
  const read = new Set(losses.flatMap(([{ output }]) => [...readBy(network, output)]));
  const reached = (layer: number) => layer >= lowest && read.has(layer);
  const users = ({ layer, name }: Kept) => [
    layer,
    ...(name === 'kernel' ? tiedTo(network.layers, layer) : []),
  ];
  const trained = wanted.trained.filter((kept) => users(kept).some(reached));
  const tapped = wanted.tapped.filter(reached);
  const variables = [
    // apart from the constants in the layers below, which a tied kernel can be too
    ...trained.map(({ weight }) => (lowest === 0 ? weight : tf.clone(weight))),
    ...tapped.map((layer) => zeroTap(call, layer)),
  ];
  let outputs: Tensor[] = [];
  const loss = (...values: Tensor[]): Scalar => {
    const weights = weightsFrom(call, new Map(trained.map((kept, i) => [kept, values[i]!])), lowest);
    const taps = new Map(tapped.map((layer, i) => [layer, values[trained.length + i]!]));
    outputs = forwardPass({ ...call.forward, weights, taps }, call.inputs).map((output) => tf.keep(output));
    const scaled = losses.map(([{ output }, weight]) => {
      const one = call.loss(outputs[output]!);
      return weight === 1 ? one : tf.mul<Scalar>(one, weight);
    });
    return scaled.reduce((sum, one) => tf.add<Scalar>(sum, one));
  };
  const grads = variables.length > 0 ? tf.valueAndGrads(loss)(variables).grads : [];
  if (variables.length === 0) loss();
  const all = outputs.map((output) => tf.clone(output));
  tf.dispose(outputs);
  return {
    outputs: all,
    gradients: new Map(trained.map((kept, i) => [kept, grads[i]!])),
    errors: new Map(tapped.map((layer, i) => [layer, grads[trained.length + i]!])),
  };
}

/** The weights by layer, some of them variables in layers from `lowest` up. */
export function weightsFrom(
  { forward: { tf, network }, kept }: Pick<PassCall, 'forward' | 'kept'>,
  variables: ReadonlyMap<Kept, Tensor> = new Map(),
  lowest = 0,
): readonly Readonly<Record<string, Tensor>>[] {
  const layersWith = (replaced: ReadonlyMap<Kept, Tensor>) => {
    const layers: Record<string, Tensor>[] = network.layers.map(() => ({}));
    for (const one of kept) layers[one.layer]![one.name] = replaced.get(one) ?? one.weight;
    return withTiedKernels(network.layers, layers, (kernel) => tf.transpose(kernel));
  };
  const whole = layersWith(variables);
  if (lowest === 0) return whole;
  const constant = layersWith(new Map());
  return whole.map((layer, index) => (index < lowest ? constant[index]! : layer));
}

function zeroTap({ forward: { tf, network }, samples }: PassCall, layer: number): Tensor {
  const shape = network.layers[layer]!.output;
  const [channels, height, width] = shape;
  // x + -0 is x for every x, while -0 + 0 is 0: what is tapped must not change a bit
  return tf.fill(shape.length === 3 ? [samples, height!, width!, channels!] : [samples, ...shape], -0);
}
