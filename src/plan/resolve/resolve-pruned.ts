import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { valueAt } from '../../document/tree.ts';
import { codeVersion } from '../../node/catalog.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import { canonicalJson, deepFreeze } from '../canonical.ts';
import { isJsonObject } from '../json.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';
import { isRecorded } from '../matrix/recorded-axis.ts';
import type { LayerPlan, NetworkPlan, PruningPlan, TrainingPlan } from '../plan.ts';
import { quantiseLayer } from '../quantised-levels.ts';
import { rowTest } from '../schedule.ts';
import { datasetOf, trainedHere } from '../trained-here.ts';
import { countParameters } from '../work.ts';
import type { Links } from './links.ts';
import { type ModelContext, outlineOf } from './resolve-model.ts';
import { resolveTraining } from './resolve-training.ts';
import type { ResolvedEstimator, ResolvedModel } from './resolved.ts';
import { quantitiesOfMaps } from './row-subject.ts';

/** Whether a model is made from another one rather than from a data set. */
export function isPruned({ spec }: EntryVariant): boolean {
  return spec.entry.inputs.some((port) => port.family === 'model');
}

/**
 * The model that is pruned and the estimator that says how, in a trial; null when they cannot be had. The estimator must look
 * at that very model, and the model must be one that is trained from data.
 */
export function pruningSources(
  context: ModelContext & { readonly links: Links },
  variant: EntryVariant,
  places: readonly number[],
): { readonly base: EntryVariant; readonly estimator: EntryVariant } | null {
  const { links, problems } = context;
  const follow = (reader: EntryVariant | null, family: 'model' | 'estimator' | 'probe') => {
    const reference = reader && links.of(reader).find((one) => one.family === family);
    return reference ? links.follow(reader, reference, places) : null;
  };
  const base = follow(variant, 'model');
  const estimator = follow(variant, 'estimator');
  const watched = follow(follow(estimator, 'probe'), 'model');
  if (!base || !estimator || !watched) return null;
  const complain = (key: string, message: string, hint: string) => {
    const origin = valueAt(variant.spec.tree, key)?.origin ?? variant.spec.key;
    problems.add(problem('port-mismatch', origin, `${variant.spec.path}.${key}`, message, hint));
    return null;
  };
  if (isRecorded(base.spec)) {
    const message = `${showValue(base.spec.name)} was recorded, without its weights`;
    return complain('model', message, 'name a network that is trained here');
  }
  if (isPruned(base)) {
    const message = `${showValue(base.spec.name)} is itself pruned`;
    return complain('model', message, 'name the network that is trained, and keep fewer maps');
  }
  if (watched.spec.name !== base.spec.name) {
    const message = `estimator ${showValue(estimator.spec.name)} looks at ${showValue(watched.spec.name)}, not at ${showValue(base.spec.name)}`;
    return complain('estimator', message, `name an estimator of ${showValue(base.spec.name)}`);
  }
  return { base, estimator };
}

/**
 * A pruned network: the base's with fewer feature maps in one layer, and its further training or none.
 * @param entry `by`: axes that decide the estimator that it is pruned by, with the places of their values
 */
export function makePruned(
  context: ModelContext,
  id: number,
  { variant, by }: { readonly variant: EntryVariant; readonly by: EntryVariant['settings'] },
  base: ResolvedModel | null,
  estimator: ResolvedEstimator | null,
): ResolvedModel {
  const { spec } = variant;
  const settings = [...new Map([...(base?.settings ?? []), ...by, ...variant.settings])].sort(
    ([a], [b]) => a - b,
  );
  const layerNames = base?.layerNames ?? null;
  const none = {
    id,
    name: spec.name,
    settings,
    layerNames,
    outline: JSON.stringify(layerNames),
    sound: null,
  };
  if (!base?.sound || !estimator?.sound || !estimator.layers || spec.params === null) return none;
  const { dataset } = base.sound;
  if (!dataset) return none;
  const cut = cutNetwork(spec, base, estimator, context.rules);
  const further = furtherTraining(spec, base.sound, context);
  context.varied.add(spec.path, settings, 'diagnostic' in cut ? [cut.diagnostic] : []);
  if ('diagnostic' in cut) return none;
  if (!further) return none;
  const { network, layer, keep } = cut;
  const drop = String(spec.params.drop) as PruningPlan['drop'];
  const content = JSON.stringify([
    ['model', spec.entry.kind, codeVersion(spec.entry), canonicalJson({ ...further })],
    [layer, keep, drop],
    base.sound.content,
  ]);
  const pruned = { base, estimator, layer, keep, drop };
  const parameters = countParameters(network);
  const sound = deepFreeze({
    kind: spec.entry.kind,
    dataset,
    network,
    training: further,
    parameters,
    content,
  });
  return { ...none, outline: outlineOf(dataset, further, layerNames, network), sound: { ...sound, pruned } };
}

type Cut =
  | { readonly network: NetworkPlan; readonly layer: number; readonly keep: number }
  | { readonly diagnostic: Diagnostic };

function cutNetwork(
  spec: EntrySpec,
  base: ResolvedModel,
  estimator: ResolvedEstimator,
  rules: ModelContext['rules'],
): Cut {
  const { network } = base.sound!;
  const complain = (code: Diagnostic['code'], key: string, message: string, hint?: string): Cut => {
    const origin = valueAt(spec.tree, key)?.origin ?? spec.key;
    return { diagnostic: problem(code, origin, `${spec.path}.${key}`, message, hint) };
  };
  const name = String(spec.params?.layer);
  const keep = Number(spec.params?.keep);
  const quantity = String(estimator.params?.quantity ?? estimator.kind);
  if (!quantitiesOfMaps.includes(quantity)) {
    const message = `${showValue(estimator.name)} estimates ${quantity}, which has no value for each feature map`;
    return complain(
      'port-mismatch',
      'estimator',
      message,
      `name an estimator of ${joinWords(quantitiesOfMaps, 'or')}`,
    );
  }
  const layer = network.layers.findIndex((one) => one.name === name);
  if (layer < 0 || !estimator.layers?.includes(name)) {
    const message = `${showValue(estimator.name)} has no row for layer ${showValue(name)}`;
    return complain('layer-unknown', 'layer', message, suggestName(name, estimator.layers ?? [], 'layers'));
  }
  const probe = estimator.probe?.sound?.plan;
  const ranked = spec.params?.drop !== 'random';
  if (ranked && probe && !rowTest(probe.rows)(base.sound!.training.updates)) {
    const message = `${showValue(estimator.name)} has no row after the last update of ${showValue(base.name)}, whose weights are pruned`;
    const hint = `let probe ${showValue(probe.name)} look at epoch ${base.sound!.training.epochs} too`;
    return complain('port-mismatch', 'estimator', message, hint);
  }
  const filters = network.layers[layer]!.params.filters;
  if (typeof filters !== 'number') {
    const message = `layer ${showValue(name)} has no filters to drop`;
    return complain('layer-misfit', 'layer', message, 'name a convolution');
  }
  if (network.layers.some(({ tied }) => tied !== undefined)) {
    const message = `${showValue(base.name)} has tied weights, which cannot be dropped on their own`;
    return complain('port-mismatch', 'model', message, 'prune a network without `tied`');
  }
  if (keep >= filters) {
    const message = `keeping ${keep} feature maps drops none: ${showValue(name)} has ${filters}`;
    return complain('value-out-of-range', 'keep', message, `keep at most ${filters - 1}`);
  }
  const fewer = withFewerMaps(network, layer, keep, rules);
  if (!('misfit' in fewer)) return { network: fewer, layer, keep };
  const message = `without maps of ${showValue(name)}, layer ${showValue(fewer.name)} does not fit: ${fewer.misfit}`;
  return complain('layer-misfit', 'layer', message, 'prune a layer that no shortcut passes');
}

/** The shapes of a network one of whose layers keeps fewer maps, or the layer that does not fit then. */
function withFewerMaps(
  network: NetworkPlan,
  layer: number,
  keep: number,
  rules: ModelContext['rules'],
): NetworkPlan | { readonly name: string; readonly misfit: string } {
  const layers: LayerPlan[] = [];
  for (const [index, one] of network.layers.entries()) {
    const params = index === layer ? { ...one.params, filters: keep } : one.params;
    const [input, ...others] = (one.inputs ?? [index - 1]).map((from) =>
      from < 0 ? network.input : layers[from]!.output,
    );
    const made = rules.get(one.kind)!.shape(params as never, input!, ...others);
    if ('misfit' in made) return { name: one.name, misfit: made.misfit };
    layers.push(quantiseLayer({ ...one, params, input: input!, ...made }, one.quantise));
  }
  return { ...network, layers };
}

/** The further training, with the loss of the base; without one the pruned network is only tested. */
function furtherTraining(
  spec: EntrySpec,
  sound: NonNullable<ResolvedModel['sound']>,
  { problems }: ModelContext,
): TrainingPlan | null {
  // its port takes networks that are trained here
  const base = trainedHere({ id: spec.name, ...sound });
  const dataset = datasetOf({ id: spec.name, ...sound });
  if (!isJsonObject(spec.params?.training)) {
    const { schedule: _, warmup: __, stop: ___, ...training } = base;
    return { ...training, epochs: 0, updates: 0 };
  }
  const { training, diagnostics } = resolveTraining(spec, dataset);
  problems.add(...diagnostics);
  if (!training) return null;
  const { loss: _, target: __, labelSmoothing: ___, classWeights: ____, ...own } = training;
  const { loss, target, labelSmoothing, classWeights } = base;
  return {
    ...own,
    ...(loss ? { loss } : {}),
    ...(target ? { target } : {}),
    ...(labelSmoothing ? { labelSmoothing } : {}),
    ...(classWeights ? { classWeights } : {}),
  };
}
