import type { LayerPlan, NetworkPlan, Shape } from './network-plan.ts';

// A network with heads has several losses: the one at its output, and one a head. What it is trained on is the total,
// L = L_main + sum of weight x L_head, where the gradient of each loss ends below its lowest layer: what layers from there up
// read of layers further down is a constant to it.

/** One loss of a network. */
export interface LossPart {
  /** `main`, or the head's name. */
  readonly name: string;
  /** Index of the layer whose outputs it is of. */
  readonly output: number;
  /** Its factor in the total. */
  readonly weight: number;
  /** Index of the lowest layer that its gradient reaches. */
  readonly lowest: number;
}

/** The name of the loss at the output, and of what a network is trained on. */
export const mainLoss = 'main';
export const totalLoss = 'total';

type Layered = Pick<NetworkPlan, 'heads' | 'lowest'> & { readonly layers: readonly Sized[] };
type Sized = Pick<LayerPlan, 'output' | 'inputs'>;

/** Index of the layer that gives the output. */
export function outputLayer({ layers, heads }: Layered): number {
  return (heads?.[0]?.from ?? layers.length) - 1;
}

/** The losses of a network: the one at its output first, then those of its heads. */
export function lossParts(network: Layered): readonly LossPart[] {
  const { heads = [], lowest = 0 } = network;
  return [
    { name: mainLoss, output: outputLayer(network), weight: 1, lowest },
    ...heads.map((head) => ({
      name: head.name,
      output: head.output,
      weight: head.weight,
      lowest: head.lowest ?? 0,
    })),
  ];
}

/** Layers that the gradient of a loss reaches, by index. */
export function reachedBy(network: Layered, { output, lowest }: LossPart): ReadonlySet<number> {
  return new Set([...readBy(network, output)].filter((layer) => layer >= lowest));
}

/** A layer and all that it is computed from, by index. */
export function readBy({ layers }: Pick<Layered, 'layers'>, last: number): ReadonlySet<number> {
  const found = new Set([last]);
  for (let index = last; index >= 0; index--)
    if (found.has(index))
      for (const source of layers[index]!.inputs ?? [index - 1]) if (source >= 0) found.add(source);
  return found;
}

/**
 * Shape of d_L of one sample: of one loss that of its layer, of the total the errors at all outputs side by side.
 * @param loss place among the losses; the total when left out
 */
export function errorShape(network: Layered, loss?: number): Shape {
  const outputs = lossParts(network).map(({ output }) => network.layers[output]!.output);
  if (loss !== undefined) return outputs[loss]!;
  if (outputs.length === 1) return outputs[0]!;
  return [outputs.flat().reduce((sum, units) => sum + units, 0)];
}
