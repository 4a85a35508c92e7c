import type { ProductTap, Taps } from '../contract/engine.ts';

/** The taps with tensors in the place of inner products. */
export function withoutProducts({ activations, errors, products = [] }: Taps): Taps {
  return { activations: [...new Set([...activations, ...products.map(({ layer }) => layer)])], errors };
}

/** All that any of the taps asks for; of several limits on the same products the lowest. */
export function joinTaps(taps: readonly Taps[]): Taps {
  const longest = new Map<number, number>();
  for (const { layer, longest: limit } of taps.flatMap(({ products = [] }) => products)) {
    longest.set(layer, Math.min(limit, longest.get(layer) ?? Number.POSITIVE_INFINITY));
  }
  const products = sorted([...longest.keys()]).map(
    (layer): ProductTap => ({ layer, longest: longest.get(layer)! }),
  );
  return {
    activations: sorted(taps.flatMap(({ activations }) => activations)),
    errors: sorted(taps.flatMap(({ errors }) => errors)),
    products,
  };
}

function sorted(layers: readonly number[]): number[] {
  return [...new Set(layers)].sort((a, b) => a - b);
}
