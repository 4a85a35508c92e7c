import { featureMaps } from '../../src/plan/feature-maps.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { samplesOf } from '../../src/plan/trained-here.ts';
import type { ProductTap, Taps } from '../contract/engine.ts';
import type { StageServices, WantedEstimate } from '../contract/model.ts';
import { joinTaps } from '../engines/taps.ts';

/**
 * What the probes of a stage need of the engine: those that a wanted estimate reads. Where such a probe takes inner products and looks
 * at the mini-batch, an estimator that can do with those of a layer is given them, whatever the others beside it read, and the layer's
 * tensor is there for those that cannot. A probe whose captures are kept is given both, for estimators to come.
 */
export function stageTaps(
  stage: StagePlan,
  {
    probes,
    longestSample,
    wanted,
    keeping,
  }: Pick<StageServices, 'probes' | 'longestSample' | 'wanted' | 'keeping'>,
): Taps {
  const taps = stage.probes.flatMap(({ layers, sample, loss }, probe) => {
    const readers = wanted.filter((one) => one.probe === probe);
    const kept = keeping.keeps(probe);
    if (readers.length === 0 && !kept) return [];
    const { taps: tapsOf, takesProducts = false } = probes[probe]!;
    const asked = tapsOf(layers, loss);
    if (!takesProducts || sample !== 'batch') return [asked];
    if (kept) {
      const products = asked.activations.map((layer) => ({ layer, longest: Number.POSITIVE_INFINITY }));
      return [{ ...asked, products }];
    }
    const limits = new Map(
      asked.activations.map((layer) => {
        const size = featureMaps(stage.network.layers[layer]!.output);
        const limit = ({ kind, params }: WantedEstimate) =>
          longestSample?.get(kind)?.(params as never, size, samplesOf(stage, sample)) ?? null;
        return [layer, readers.map(limit)];
      }),
    );
    const products = [...limits].flatMap(([layer, each]): ProductTap[] => {
      const known = each.filter((limit) => limit !== null);
      return known.length > 0 ? [{ layer, longest: Math.min(...known) }] : [];
    });
    const tensors = asked.activations.filter((layer) => limits.get(layer)!.includes(null));
    return [{ activations: tensors, errors: asked.errors, products }];
  });
  return joinTaps(taps);
}
