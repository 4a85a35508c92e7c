import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { EstimatorCheck, EstimatorSubject } from '../../node/estimator-check.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { featureMaps } from '../feature-maps.ts';
import { quantisedBy } from '../quantised-levels.ts';
import type { ResolvedProbe } from '../resolve/resolved.ts';
import { isElsewhere, samplesOf, targetOf } from '../trained-here.ts';

/** Checks of estimator kinds, by kind. */
export type EstimatorChecks = ReadonlyMap<string, EstimatorCheck>;

/**
 * What an estimator's kind has against its settings on this probe; each problem is at the setting's own place.
 * @param other the probe that it is compared with, where it is
 */
export function checkEstimator(
  spec: EntrySpec,
  probe: ResolvedProbe | null,
  checks: EstimatorChecks,
  other?: ResolvedProbe,
): Diagnostic[] {
  const check = checks.get(spec.entry.kind);
  const second = other && subjectOf(spec, other);
  const own = probe && subjectOf(spec, probe);
  const subject = own && second ? { ...own, other: { layers: second.layers } } : own;
  if (!check || !subject || spec.params === null) return [];
  return check(spec.params as never, subject).map(({ setting, code = 'value-not-allowed', message, hint }) =>
    problem(code, placeOf(spec, setting), [spec.path, ...setting].join('.'), message, hint),
  );
}

/** Null when the probe or its model is wrong, which is told there. */
function subjectOf(spec: EntrySpec, probe: ResolvedProbe): EstimatorSubject | null {
  const { name, model, layers, sound } = probe;
  if (!model?.sound || !model.layerNames || !layers || !sound) return null;
  const { network, training } = model.sound;
  const { sample, layers: places } = sound.plan;
  return {
    samples: samplesOf({ id: model.name, training }, sample),
    layers: places.map((place, index) => ({
      name: layers[index]!,
      ...featureMaps(network.layers[place]!.output, sound.plan.split),
      levels: isElsewhere(training)
        ? null
        : quantisedBy(network, place)
          ? ('some' as const)
          : ('any' as const),
    })),
    said: [...spec.tree.entries.keys()],
    from: {
      probe: name,
      model: model.name,
      layers: model.layerNames,
      target: targetOf(training, network),
      classes: network.targets === undefined ? (network.classes === null ? null : true) : false,
    },
  };
}

/** Where a setting is written; one that is a default, where the nearest part around it is. */
function placeOf(spec: EntrySpec, setting: readonly string[]): Origin {
  for (let length = setting.length; length > 0; length--) {
    const place = at(spec.tree, setting.slice(0, length));
    if (place) return place.node.origin;
  }
  return spec.key;
}
