import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec, HeadSpec } from '../../spec/spec.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { lossParts, outputLayer, reachedBy, readBy } from '../losses.ts';
import type { HeadPlan, LayerPlan, NetworkPlan } from '../plan.ts';
import { expandHead, type PlacedLayer } from './expand-layers.ts';

/** A network without heads, and what heads are put on. */
interface Trunk {
  readonly network: NetworkPlan;
  readonly placed: readonly PlacedLayer[];
}

/** Layers as they are laid out, with the settings that their network gives them. */
interface Laid {
  readonly placed: readonly PlacedLayer[];
}

/** A list of layers shaped behind those that are there, or why one does not fit. */
export type ShapeLayers = (
  placed: readonly PlacedLayer[],
  before: readonly LayerPlan[],
) => (Laid & { readonly layers: readonly LayerPlan[] }) | { readonly diagnostic: Diagnostic };

/** What is wrong with the last layer of a head; null when its loss can be taken of it. */
export type OutputMisfit = (head: HeadSpec, last: LayerPlan) => Diagnostic | null;

export type ResolvedHeads =
  | {
      readonly network: NetworkPlan;
      readonly placed: readonly PlacedLayer[];
      readonly warnings: readonly Diagnostic[];
    }
  | { readonly diagnostics: readonly Diagnostic[] };

/** Puts the heads of a model behind the layers of its network, and says how far down each loss reaches. */
export function resolveHeads(
  spec: EntrySpec,
  trunk: Trunk,
  shape: ShapeLayers,
  outputMisfit: OutputMisfit,
): ResolvedHeads {
  const { network } = trunk;
  if (spec.params === null) return { ...trunk, warnings: [] };
  const given = isJsonObject(spec.params.heads) ? spec.params.heads : {};
  const problems = namedTwice(spec, trunk.placed);
  const main = lowestOf(spec, spec.params, network, outputLayer(network));
  if ('diagnostic' in main) problems.push(main.diagnostic);
  let placed = trunk.placed;
  let layers = network.layers;
  const heads: HeadPlan[] = [];
  for (const head of spec.heads) {
    const settings = isJsonObject(given[head.name]) ? (given[head.name] as JsonObject) : {};
    const made = placeHead(head, settings, network);
    if ('diagnostic' in made) {
      problems.push(made.diagnostic);
      continue;
    }
    const own = expandHead(head, made.after, placed);
    const shaped = shape(own, layers);
    const misfit = 'diagnostic' in shaped ? shaped.diagnostic : outputMisfit(head, shaped.layers.at(-1)!);
    if ('diagnostic' in shaped || misfit) {
      if (misfit) problems.push(misfit);
      continue;
    }
    const from = layers.length;
    layers = [...layers, ...shaped.layers];
    placed = [...placed, ...shaped.placed];
    heads.push({ name: head.name, ...made, from, output: layers.length - 1 });
  }
  if (problems.length > 0 || 'diagnostic' in main) return { diagnostics: problems };
  const whole = { ...network, layers, ...(heads.length > 0 ? { heads } : {}), ...main };
  return { network: whole, placed, warnings: untrained(spec, whole) };
}

type Lowest = { readonly lowest?: number } | { readonly diagnostic: Diagnostic };

/** The settings of a head but for its layers, by the places of those that it names. */
function placeHead(
  head: HeadSpec,
  settings: JsonObject,
  network: NetworkPlan,
): Pick<HeadPlan, 'after' | 'weight' | 'lowest'> | { readonly diagnostic: Diagnostic } {
  const after = network.layers.findIndex(({ name }) => name === settings.after);
  if (after < 0) return { diagnostic: unknownLayer(head, ['after'], String(settings.after), network) };
  const lowest = lowestOf(head, settings, network, after);
  return 'diagnostic' in lowest ? lowest : { after, weight: Number(settings.weight), ...lowest };
}

/**
 * The lowest layer that a loss reaches, of those that are read on the way to `top`; an empty list is none of them.
 * @param top the layer that a head reads, or the one that gives the output
 */
function lowestOf(
  spec: Pick<EntrySpec, 'key' | 'path' | 'tree'>,
  settings: JsonObject | null,
  network: NetworkPlan,
  top: number,
): Lowest {
  const { reaches } = settings ?? {};
  if (!Array.isArray(reaches)) return {};
  const [lowest, highest] = reaches.map(String);
  if (lowest === undefined) return { lowest: top + 1 };
  const found = network.layers.findIndex(({ name }) => name === lowest);
  if (found < 0) return { diagnostic: unknownLayer(spec, ['reaches', 0], lowest, network) };
  const topName = network.layers[top]!.name;
  const complain = (code: Diagnostic['code'], index: number, message: string, hint: string) => {
    const { origin, path } = placeOf(spec, ['reaches', index]);
    return { diagnostic: problem(code, origin, path, message, hint) };
  };
  if (!readBy(network, top).has(found)) {
    const message = `${showValue(topName)} is not computed from ${showValue(lowest)}, so that no gradient goes from the one down to the other`;
    return complain(
      'layer-unreached',
      0,
      message,
      `name a layer below ${showValue(topName)}, or that layer itself`,
    );
  }
  if (highest !== undefined && highest !== topName) {
    const message = `this loss reaches down from ${showValue(topName)}, not from ${showValue(highest)}`;
    return complain('value-not-allowed', 1, message, `write \`[${lowest}, ${topName}]\`, or \`[${lowest}]\``);
  }
  return found === 0 ? {} : { lowest: found };
}

function unknownLayer(
  spec: Pick<EntrySpec, 'key' | 'path' | 'tree'>,
  setting: readonly (string | number)[],
  name: string,
  { layers }: NetworkPlan,
): Diagnostic {
  const { origin, path } = placeOf(spec, setting);
  const hint = suggestName(
    name,
    layers.map((layer) => layer.name),
    'layers',
  );
  return problem('layer-unknown', origin, path, `the network has no layer ${showValue(name)}`, hint);
}

function placeOf(
  { key, path, tree }: Pick<EntrySpec, 'key' | 'path' | 'tree'>,
  setting: readonly (string | number)[],
): { readonly origin: Origin; readonly path: string } {
  const origin = at(tree, setting)?.node.origin ?? at(tree, setting.slice(0, 1))?.node.origin ?? key;
  return { origin, path: `${path}.${setting.join('.')}` };
}

/** Heads named like a layer of the network, whose own layers would be named alike. */
function namedTwice({ heads }: EntrySpec, placed: readonly PlacedLayer[]): Diagnostic[] {
  return heads
    .filter((head) => placed.some(({ name }) => name === head.name))
    .map(({ name, key, path }) => {
      const message = `a layer of the network is named ${showValue(name)} too`;
      return problem('layer-duplicate', key, path, message, 'give the head another name');
    });
}

/** Layers with weights that no loss reaches. */
function untrained(spec: EntrySpec, network: NetworkPlan): Diagnostic[] {
  const reached = new Set(lossParts(network).flatMap((part) => [...reachedBy(network, part)]));
  const idle = network.layers.filter(
    ({ weights }, index) => !reached.has(index) && weights.some(({ trained }) => trained !== false),
  );
  if (idle.length === 0) return [];
  const names = joinWords(
    idle.map(({ name }) => showValue(name)),
    'and',
  );
  const message = `no loss reaches ${names}: ${idle.length === 1 ? 'it keeps its' : 'they keep their'} first weights`;
  const { origin, path } = placeOf(spec, ['reaches']);
  return [
    problem(
      'layer-untrained',
      origin,
      path,
      message,
      'let a loss reach further down, where that is not meant',
    ),
  ];
}
