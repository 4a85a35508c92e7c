import { featureMaps } from '../../src/plan/feature-maps.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { samplesOf } from '../../src/plan/trained-here.ts';
import type { ProductTap, Taps } from '../contract/engine.ts';
import type { StageServices } from '../contract/model.ts';
import { joinTaps } from '../engines/taps.ts';

/**
 * What the probes of a stage need of the engine. Where a probe that takes inner products looks at the mini-batch and all estimators of
 * a kind can do with inner products of a layer, they are given those, and the layer's tensor only if another kind reads it.
 * Where one of the kind needs the tensor, as an order below 1 does, all of it read that: in both forms each Gram matrix and
 * spectrum that they share would be made twice.
 */
export function stageTaps(
  stage: StagePlan,
  { probes, longestSample }: Pick<StageServices, 'probes' | 'longestSample'>,
): Taps {
  const taps = stage.probes.map(({ layers, sample }, probe) => {
    const { taps: tapsOf, takesProducts = false } = probes[probe]!;
    const asked = tapsOf(layers);
    const readers = stage.branches.flatMap(({ estimators }) =>
      estimators.filter((estimator) => estimator.probe === probe),
    );
    if (!takesProducts || sample !== 'batch' || readers.length === 0) return asked;
    const limits = new Map(
      asked.activations.map((layer) => {
        const size = featureMaps(stage.network.layers[layer]!.output);
        const limit = ({ kind, params }: (typeof readers)[number]) =>
          longestSample?.get(kind)?.(params as never, size, samplesOf(stage, sample)) ?? null;
        return [layer, limitsByKind(readers, limit)];
      }),
    );
    const products = [...limits].flatMap(([layer, each]): ProductTap[] => {
      const known = each.filter((limit) => limit !== null);
      return known.length > 0 ? [{ layer, longest: Math.min(...known) }] : [];
    });
    const tensors = asked.activations.filter((layer) => limits.get(layer)!.includes(null));
    return { activations: tensors, errors: asked.errors, products };
  });
  return joinTaps(taps);
}

/** By kind, the least of what its estimators allow; null where one of them needs the tensor. */
function limitsByKind<Reader extends { readonly kind: string }>(
  readers: readonly Reader[],
  limit: (reader: Reader) => number | null,
): (number | null)[] {
  const kinds = new Set(readers.map(({ kind }) => kind));
  return [...kinds].map((wanted) => {
    const limits = readers.filter(({ kind }) => kind === wanted).map(limit);
    return limits.reduce((least, each) => (least === null || each === null ? null : Math.min(least, each)));
  });
}
