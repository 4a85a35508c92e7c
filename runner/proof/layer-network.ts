import type { JsonObject, NetworkPlan, Shape } from '../../src/plan/plan.ts';
import type { Weights } from '../contract/engine.ts';
import type { LayerKind } from '../contract/layer.ts';
import { chainLayers, type LayerEntry } from '../engines/chain-layers.ts';
import { perturbedWeights } from './network-case.ts';

/** One setting of a layer kind, on one input. */
export interface LayerCase {
  readonly name: string;
  /** Settings with the defaults filled in. */
  readonly params: JsonObject;
  /** Shape of one sample: `[units]`, or `[channels, height, width]`. */
  readonly input: Shape;
  /** Shape of what goes into a block, for a kind that holds layers: `input` is then what the last of them puts out. */
  readonly block?: Shape;
}

/** A network around one layer, and weights for it. */
export interface LayerNetwork {
  readonly network: NetworkPlan;
  readonly weights: Weights;
  /** Place of the layer. */
  readonly at: number;
}

/**
 * A network whose first layer hands its input on as it is (so that the layer gets chosen numbers, ties among them, and has
 * something to send errors to), then the layer, then a dense layer of three units.
 * @throws Error when the layer does not fit
 */
export function layerNetwork(
  { params, input, block }: LayerCase,
  kind: string,
  kinds: ReadonlyMap<string, LayerKind>,
): LayerNetwork {
  const first = block ?? input;
  const numbers = (shape: Shape) => shape.reduce((product, length) => product * length, 1);
  const same: LayerEntry =
    first.length === 3 ? ['conv', { filters: first[0]!, kernel: 1 }] : ['dense', { units: numbers(first) }];
  const body: LayerEntry[] = block ? [['dense', { units: numbers(input) }]] : [];
  if (block && input.length === 3) body.push(['reshape', { shape: input }]);
  const at = 1 + body.length;
  const layer: LayerEntry = block ? [kind, params, [at - 1, 0]] : [kind, params];
  const network = chainLayers(first, [same, ...body, layer, ['dense', { units: 3 }]], kinds);
  return { network, weights: perturbedWeights(network, 3).with(0, identity(network)), at };
}

/** Weights of the first layer with which it changes nothing. */
function identity({ layers: [layer] }: NetworkPlan): Weights[number] {
  const units = layer!.output[0]!;
  const kernel = Float32Array.from({ length: units * units }, (_, i) => Number(i % (units + 1) === 0));
  return { kernel, bias: new Float32Array(units) };
}
