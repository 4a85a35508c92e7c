import { type Diagnostic, type Origin, problem } from '../diagnostic/diagnostic.ts';
import { valueAt } from '../document/tree.ts';
import type { LayerRule } from '../node/declare.ts';
import type { JsonObject } from '../node/json.ts';
import type { EntrySpec, LayerSpec } from '../spec/spec.ts';
import { showValue } from '../spec/wording.ts';
import type { DatasetPlan, LayerPlan, NetworkPlan, Shape } from './plan.ts';

/** The part of a layer kind that the compiler calls, by kind. */
export type LayerRules = ReadonlyMap<string, LayerRule>;

export interface ResolvedNetwork {
  /** Null when a layer is wrong or does not fit. */
  readonly network: NetworkPlan | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Follows the shape of one sample through the layers. The first layer that does not fit ends the walk: what comes after
 * it has no input shape. The last layer must give one logit a class.
 */
export function resolveNetwork(spec: EntrySpec, dataset: DatasetPlan, rules: LayerRules): ResolvedNetwork {
  const none = (...diagnostics: Diagnostic[]) => ({ network: null, diagnostics });
  if (spec.layers === null || spec.layers.some((layer) => layer.params === null)) return none();
  const layers: LayerPlan[] = [];
  let input = dataset.shape;
  for (const layer of spec.layers) {
    const placed = placeLayer(layer, layer.params ?? {}, input, rules);
    if ('diagnostic' in placed) return none(placed.diagnostic);
    layers.push(placed.layer);
    input = placed.layer.output;
  }
  const last = spec.layers.at(-1);
  if (!last) return none();
  const misfit = headMisfit(last, layers.at(-1)!, dataset);
  if (misfit) return none(misfit);
  return { network: { input: dataset.shape, classes: dataset.classes, layers }, diagnostics: [] };
}

function placeLayer(
  spec: LayerSpec,
  params: JsonObject,
  input: Shape,
  rules: LayerRules,
): { readonly layer: LayerPlan } | { readonly diagnostic: Diagnostic } {
  const { name, entry } = spec;
  const rule = rules.get(entry.kind);
  if (!rule) throw new Error(`layer kind ${entry.kind} is in the catalogue but not among the layer rules`);
  // The catalogue's schema has checked the settings of exactly this kind.
  const result = rule.shape(params as never, input);
  if ('misfit' in result) {
    const message = `layer ${showValue(name)}: ${result.misfit}`;
    return { diagnostic: problem('layer-misfit', causeOf(spec), spec.path, message, result.hint) };
  }
  return { layer: { name, kind: entry.kind, params, input, ...result } };
}

/** The setting of a layer that comes from elsewhere (`--set`, the matrix), else the layer's name. */
function causeOf(spec: LayerSpec): Origin {
  const own = spec.tree.origin;
  for (const { value } of spec.tree.entries.values()) {
    const { source, range } = value.origin;
    const inside = range.start.offset >= own.range.start.offset && range.end.offset <= own.range.end.offset;
    if (source !== own.source || !inside) return value.origin;
  }
  return spec.origin;
}

function headMisfit(spec: LayerSpec, layer: LayerPlan, dataset: DatasetPlan): Diagnostic | null {
  const { classes, name } = dataset;
  const hint = `end with \`{ dense: out, units: ${classes} }\`: the cross-entropy is taken of its ${classes} values`;
  const complain = (key: string, message: string) => {
    const origin = valueAt(spec.tree, key)?.origin ?? spec.origin;
    return problem('layer-misfit', origin, spec.path, message, hint);
  };
  if (layer.kind !== 'dense') return complain(layer.kind, `the last layer must be dense, not ${layer.kind}`);
  if (layer.output[0] !== classes) {
    return complain(
      'units',
      `the last layer has ${layer.output[0]} units, ${showValue(name)} has ${classes} classes`,
    );
  }
  if (layer.params.activation !== 'linear') return complain('activation', 'the last layer must be linear');
  return null;
}
