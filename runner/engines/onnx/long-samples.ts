import type { Taps, Tensors } from '../../contract/engine.ts';

/** A layer whose T_k a step gives as inner products. */
export interface StepProducts {
  readonly layer: number;
  /** Squared length of a sample above which the step gives the samples too; null where it never does. */
  readonly longest: number | null;
}

/** What a step gives beside the update. */
export interface StepTaps extends Omit<Taps, 'products'> {
  readonly products?: readonly StepProducts[];
}

/** Knows of which layers a step has to look at the lengths of the samples. */
export interface LongSamples {
  /** What the next step is to give. */
  stepTaps(): StepTaps;
  /** Layers of which a step that did not look gave products of samples that are too long; the next one looks at them. */
  found(tensors: Tensors): readonly number[];
}

/**
 * Samples are seldom longer than inner products are exact for, and to look at their lengths takes nine nodes a layer. So a step gives products
 * alone until one of a layer is too long; then the tensor of that step is had by a pass of its own, and later steps look themselves.
 */
export function watchLongSamples(taps: Taps): LongSamples {
  const { products } = taps;
  if (!products) return { stepTaps: () => taps, found: () => [] };
  const looked = new Set<number>();
  const taken = () =>
    products.map(({ layer, longest }) => ({ layer, longest: looked.has(layer) ? longest : null }));
  let current: StepTaps = { ...taps, products: taken() };
  return {
    stepTaps: () => current,
    found(tensors) {
      const long = products.filter(
        ({ layer, longest }) => !looked.has(layer) && hasLonger(tensors.products.get(layer)!.values, longest),
      );
      for (const { layer } of long) looked.add(layer);
      if (long.length > 0) current = { ...taps, products: taken() };
      return long.map(({ layer }) => layer);
    },
  };
}

/** Whether a number on the diagonal of `[n, n]` is greater; what is no number is not. */
function hasLonger(products: Float32Array, longest: number): boolean {
  const step = Math.sqrt(products.length) + 1;
  for (let at = 0; at < products.length; at += step) if (products[at]! > longest) return true;
  return false;
}
