import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { valueAt } from '../../document/tree.ts';
import type { LayerRule } from '../../node/declare.ts';
import type { EntrySpec, LayerSpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { deepFreeze } from '../canonical.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { DatasetPlan, LayerPlan, NetworkPlan, Shape } from '../plan.ts';
import { kernelOf, tieLayer } from '../tied-layer.ts';
import { causeOf } from './cause-of.ts';
import { countAllLayers, expandLayers, mostLayers, type PlacedLayer } from './expand-layers.ts';
import { outputMisfit } from './output-misfit.ts';
import { quantiseLayers } from './quantise-layers.ts';
import { resolveHeads, type ShapeLayers } from './resolve-heads.ts';
import { type InitializedLayers, withInitializer } from './with-initializer.ts';

/** The part of a layer kind that the compiler calls, by kind. */
export type LayerRules = ReadonlyMap<string, LayerRule>;

/** Layers whose shape was worked out, by their settings: networks of a sweep have most layers in common. */
export interface ShapedLayers {
  readonly shaped: WeakMap<JsonObject, Map<string, ShapedLayer>>;
  readonly initialized: InitializedLayers;
}

type ShapedLayer = { readonly layer: LayerPlan } | { readonly diagnostic: Diagnostic };

export interface ResolvedNetwork {
  /** Null when a layer is wrong or does not fit. */
  readonly network: NetworkPlan | null;
  /** Its layers laid out, as far as it was followed. */
  readonly placed: readonly PlacedLayer[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Follows the shape of one sample through the layers, blocks and repeats laid out. The first layer that does not fit ends
 * the walk: what comes after it has no input shape. The last layer must give what the loss is taken of.
 * @param shaped shared between the networks of one study
 */
export function resolveNetwork(
  spec: EntrySpec,
  dataset: DatasetPlan,
  rules: LayerRules,
  known: ShapedLayers = { shaped: new WeakMap(), initialized: new WeakMap() },
): ResolvedNetwork {
  const none = (...diagnostics: Diagnostic[]) => ({ network: null, placed: [], diagnostics });
  const last = spec.layers?.at(-1);
  const lists = [spec.layers, ...spec.heads.map((head) => head.layers)];
  if (!spec.layers || !last || lists.some((list) => !list || list.length === 0 || list.some(isWrong)))
    return none();
  const count = countAllLayers(spec);
  if (count > mostLayers) {
    const message = `a network has at most ${mostLayers} layers, not ${count}`;
    return none(problem('layer-misfit', spec.key, `${spec.path}.layers`, message));
  }
  const shape: ShapeLayers = (own, before) => {
    const placed = withInitializer(own, spec, known.initialized);
    const made = shapeLayers(placed, before, dataset, rules, known.shaped);
    if ('diagnostic' in made) return made;
    const quantised = quantiseLayers(spec, made.layers, before.length === 0);
    return 'diagnostic' in quantised ? quantised : { placed, layers: quantised.layers };
  };
  const made = shape(expandLayers(spec.layers), []);
  if ('diagnostic' in made) return none(made.diagnostic);
  const misfit = outputMisfit(spec, last, made.layers.at(-1)!, dataset) ?? headsMisfit(spec);
  if (misfit) return none(misfit);
  const { classes, targets } = dataset;
  const goal = targets === undefined ? { classes } : { classes, targets };
  const network = { input: dataset.shape, ...goal, layers: made.layers };
  const heads = resolveHeads(spec, { network, placed: made.placed }, shape, (head, layer) =>
    outputMisfit(spec, head.layers!.at(-1)!, layer, dataset),
  );
  if ('diagnostics' in heads) return none(...heads.diagnostics);
  return { network: heads.network, placed: heads.placed, diagnostics: heads.warnings };
}

/** Follows the shape of one sample through layers that come behind others. */
function shapeLayers(
  placed: readonly PlacedLayer[],
  before: readonly LayerPlan[],
  dataset: DatasetPlan,
  rules: LayerRules,
  shaped: ShapedLayers['shaped'],
): { readonly layers: readonly LayerPlan[] } | { readonly diagnostic: Diagnostic } {
  const layers = [...before];
  for (const own of placed) {
    const sources = own.inputs ?? [layers.length - 1];
    const shapes = sources.map((source) => (source < 0 ? dataset.shape : layers[source]!.output));
    const made = shapeOnce(own, shapes, rules, shaped);
    if ('diagnostic' in made) return made;
    const tied = own.tied === null ? made : tie(own, made.layer, layers);
    if ('diagnostic' in tied) return tied;
    layers.push(tied.layer);
  }
  return { layers: layers.slice(before.length) };
}

function isWrong(layer: LayerSpec): boolean {
  return layer.params === null || layer.layers.some(isWrong);
}

function shapeOnce(
  placed: PlacedLayer,
  shapes: readonly Shape[],
  rules: LayerRules,
  shaped: ShapedLayers['shaped'],
): ShapedLayer {
  const own = shaped.get(placed.params) ?? new Map<string, ShapedLayer>();
  shaped.set(placed.params, own);
  const key = `${placed.name} ${placed.inputs ?? ''} ${shapes.join(';')}`;
  const known = own.get(key) ?? deepFreezeLayer(shapeLayer(placed, shapes, rules));
  own.set(key, known);
  return known;
}

/** Frozen here, so that a plan need not look into it again for each network that has it. */
function deepFreezeLayer(made: ShapedLayer): ShapedLayer {
  if ('layer' in made) deepFreeze(made.layer);
  return made;
}

function shapeLayer(
  { name, spec, params, inputs }: PlacedLayer,
  [input, ...others]: readonly Shape[],
  rules: LayerRules,
): ShapedLayer {
  const { entry } = spec;
  const rule = rules.get(entry.kind);
  if (!rule) throw new Error(`layer kind ${entry.kind} is in the catalogue but not among the layer rules`);
  // The catalogue's schema has checked the settings of exactly this kind.
  const result = rule.shape(params as never, input!, ...others);
  if ('misfit' in result) {
    const message = `layer ${showValue(name)}: ${result.misfit}`;
    const cause = causeOf(spec, result.settings);
    return { diagnostic: problem('layer-misfit', cause, spec.path, message, result.hint) };
  }
  return {
    layer: { name, kind: entry.kind, params, ...(inputs ? { inputs } : {}), input: input!, ...result },
  };
}

/** A layer with the kernel of an earlier one, or why it cannot have it. */
function tie(
  { name, spec, tied }: PlacedLayer,
  layer: LayerPlan,
  earlier: readonly LayerPlan[],
): ShapedLayer {
  const origin = valueAt(spec.tree, 'tied')?.origin ?? spec.origin;
  const path = `${spec.path}.tied`;
  const source = earlier[tied!];
  if (!source) {
    const message = `layer ${showValue(name)}: no layer before it is named ${showValue(String(spec.params?.tied))}`;
    const names = earlier.flatMap((one) => (kernelOf(one)?.length === 2 ? [one.name] : []));
    const hint = suggestName(String(spec.params?.tied), names, 'dense layers');
    return { diagnostic: problem('layer-unknown', origin, path, message, hint) };
  }
  const made = tieLayer(layer, source, tied!);
  if (made) return { layer: made };
  const [units, inputs] = kernelOf(source) ?? [];
  const theirs = inputs === undefined ? 'has none of its own' : `is ${units} x ${inputs}`;
  const message = `layer ${showValue(name)}: its kernel is ${kernelOf(layer)!.join(' x ')}, that of ${showValue(source.name)} ${theirs}`;
  const hint =
    'tie it to a dense layer that has as many inputs as it has units, and as many units as it has inputs';
  return { diagnostic: problem('layer-misfit', origin, path, message, hint) };
}

/** Heads compare with the classes, which a network that gives its input again does not. */
function headsMisfit({ heads: [head], params, key, path, tree }: EntrySpec): Diagnostic | null {
  const training = isJsonObject(params?.training) ? params.training : {};
  if (training.target !== 'input' || (!head && !params?.reaches)) return null;
  const message = 'heads are classifiers, and this network gives its input again';
  const origin = head?.key ?? valueAt(tree, 'reaches')?.origin ?? key;
  return problem('value-not-allowed', origin, head?.path ?? `${path}.reaches`, message, 'remove it');
}
