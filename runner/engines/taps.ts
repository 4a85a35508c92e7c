import type { LossTap, ProductTap, Taps } from '../contract/engine.ts';

/** The taps with tensors in the place of inner products. */
export function withoutProducts({ activations, products = [], ...signals }: Taps): Taps {
  return { activations: [...new Set([...activations, ...products.map(({ layer }) => layer)])], ...signals };
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
    ...joinLosses(taps.flatMap(({ ofLosses = [] }) => ofLosses)),
    products,
  };
}

function joinLosses(taps: readonly LossTap[]): Pick<Taps, 'ofLosses'> {
  const losses = sorted(taps.map(({ loss }) => loss));
  if (losses.length === 0) return {};
  const layersOf = (wanted: number) =>
    sorted(taps.flatMap(({ loss, layers }) => (loss === wanted ? layers : [])));
  return { ofLosses: losses.map((loss) => ({ loss, layers: layersOf(loss) })) };
}

function sorted(layers: readonly number[]): number[] {
  return [...new Set(layers)].sort((a, b) => a - b);
}
