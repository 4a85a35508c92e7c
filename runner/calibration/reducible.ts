import type { JsonObject } from '../../src/plan/plan.ts';
import type { Capture } from '../contract/capture.ts';
import type { KnownCase } from '../contract/known-answers.ts';
import type { Reducing } from '../estimation/reduce.ts';
import { times } from './known-answers.ts';

/** Dimensions that a line is laid into. */
const dimensions = 100;

/** The first of them make up a direction of length 1 whose entries are exact in float32. */
const used = 64;

/**
 * The cases that stay what they are when an estimator takes principal components: those of no more dimensions than components, and the
 * single variables among them once more along a direction of 100 dimensions. All cases where it takes none.
 */
export function reducible<Case extends Pick<KnownCase, 'about' | 'capture'>>(
  cases: readonly Case[],
  params: JsonObject,
): readonly Case[] {
  const { reduce } = params as Reducing;
  if (!reduce) return cases;
  const kept = cases.filter(({ capture }) => dimensionsOf(capture) <= reduce.pca);
  return [...kept, ...kept.filter(({ capture }) => dimensionsOf(capture) === 1).map(laidInto)];
}

function dimensionsOf({ layers, inputs, samples }: Capture): number {
  return Math.max(inputs.length / samples, ...layers.map(({ features }) => features));
}

function laidInto<Case extends Pick<KnownCase, 'about' | 'capture'>>(known: Case): Case {
  const { capture } = known;
  const entries = times(dimensions, (k) => (k < used ? (k % 2 === 0 ? 1 : -1) / Math.sqrt(used) : 0));
  const laid = (values: ArrayLike<number>) =>
    Float32Array.from(Array.from(values).flatMap((value) => entries.map((entry) => value * entry)));
  return {
    ...known,
    about: `${known.about}, along a direction of ${dimensions} dimensions`,
    capture: {
      ...capture,
      inputs: laid(capture.inputs),
      layers: capture.layers.map((layer) => ({ ...layer, features: dimensions, values: laid(layer.values) })),
    },
  };
}
