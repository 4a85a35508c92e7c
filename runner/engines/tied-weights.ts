import type { LayerPlan } from '../../src/plan/plan.ts';

/**
 * The weights of all layers, where a layer that is tied to another one has that one's kernel turned over.
 * @param weights by layer, then by name: each layer's own
 */
export function withTiedKernels<Tensor>(
  layers: readonly LayerPlan[],
  weights: readonly Readonly<Record<string, Tensor>>[],
  turn: (kernel: Tensor) => Tensor,
): Readonly<Record<string, Tensor>>[] {
  return layers.map(({ tied }, index) =>
    tied === undefined ? weights[index]! : { ...weights[index], kernel: turn(weights[tied]!.kernel!) },
  );
}

/** Layers whose kernel is that of layer `source`, turned over. */
export function tiedTo(layers: readonly LayerPlan[], source: number): number[] {
  return layers.flatMap(({ tied }, index) => (tied === source ? [index] : []));
}
