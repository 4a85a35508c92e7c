import type { LayerPlan } from './plan.ts';

/**
 * A layer whose kernel is that of an earlier one, turned over: it has no kernel of its own, and what comes back to it moves
 * the other one's.
 * @param source place of the earlier layer in the network
 * @returns null when that one has no kernel of its own, or one that does not fit
 */
export function tieLayer(layer: LayerPlan, earlier: LayerPlan, source: number): LayerPlan | null {
  const own = kernelOf(layer);
  const other = kernelOf(earlier);
  const fits = own?.length === 2 && own[0] === other?.[1] && own[1] === other?.[0];
  if (!fits) return null;
  return { ...layer, tied: source, weights: layer.weights.filter(({ name }) => name !== 'kernel') };
}

/** Shape of a layer's own kernel. */
export function kernelOf({ weights }: LayerPlan): readonly number[] | undefined {
  return weights.find(({ name }) => name === 'kernel')?.shape;
}
