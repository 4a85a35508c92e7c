import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { suggestName } from '../diagnostic/nearest.ts';
import { type LocatedMap, type LocatedNode, toPlain, valueAt } from '../document/tree.ts';
import type { CatalogEntry } from '../node/declare.ts';
import { isJsonObject } from '../plan/json.ts';
import { checkParams } from './check-params.ts';
import { properties } from './schema.ts';
import type { LayerSpec, ReadLayer } from './spec.ts';
import type { SpecContext } from './spec-context.ts';
import { describeValue, showValue } from './wording.ts';

const namePattern = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Layers that were read, or null for those that say no known kind. */
export interface ReadLayers {
  readonly layers: readonly (LayerSpec | null)[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the list of layers of a model or a block. The key that is a layer kind says the kind, and its value the name;
 * layers of one list have different names.
 */
export function readLayers(list: LocatedNode, path: string, context: SpecContext): ReadLayers {
  const diagnostics: Diagnostic[] = [];
  const items = list.type === 'seq' ? list.items : [];
  const layers = items.map((item, index) => {
    const read = context.layers.get(item) ?? readLayer(item, `${path}.${index}`, path, context);
    context.layers.set(item, read);
    diagnostics.push(...read.diagnostics);
    return read.layer;
  });
  const first = new Map<string, LayerSpec>();
  for (const layer of layers) {
    if (!layer) continue;
    const earlier = first.get(layer.name);
    if (earlier) {
      const hint = `the first one is on line ${earlier.origin.range.start.line}; give each layer its own name`;
      const message = `there are two layers named ${showValue(layer.name)}`;
      diagnostics.push(problem('layer-duplicate', layer.origin, layer.path, message, hint));
    } else first.set(layer.name, layer);
  }
  return { layers, diagnostics };
}

function readLayer(item: LocatedNode, itemPath: string, listPath: string, context: SpecContext): ReadLayer {
  const kinds = context.catalog.entries.filter((entry) => entry.family === 'layer');
  const names = kinds.map((kind) => kind.kind);
  const hint = `a layer begins with its kind and name, such as \`${names[0]}: L1\``;
  if (item.type !== 'map') {
    const message = `expected a layer, found ${describeValue(toPlain(item))}`;
    return { layer: null, diagnostics: [problem('type-wrong', item.origin, itemPath, message, hint)] };
  }
  const entry = layerKind(item, kinds);
  if (!entry) return { layer: null, diagnostics: [unknownKind(item, itemPath, names, hint)] };
  const { key, value } = item.entries.get(entry.kind)!;
  const name = value.type === 'scalar' ? value.value : null;
  if (typeof name !== 'string' || !namePattern.test(name)) {
    const message = `the name of a layer cannot be ${describeValue(toPlain(value))}`;
    const origin = value.type === 'scalar' ? value.origin : key;
    const rule = 'names begin with a letter and go on with letters, digits, `-` and `_`';
    return {
      layer: null,
      diagnostics: [problem('name-invalid', origin, `${itemPath}.${entry.kind}`, message, rule)],
    };
  }
  const path = `${listPath}.${name}`;
  const subject = { title: `${entry.kind} layer ${showValue(name)}`, path, tree: item, anchor: value.origin };
  const { params, diagnostics } = checkParams(entry, entry.kind, subject, context);
  const list = holdsLayers(entry) ? valueAt(item, 'layers') : null;
  const inner = list ? readLayers(list, `${path}.layers`, context) : { layers: [], diagnostics: [] };
  const layers = inner.layers.filter((layer) => layer !== null);
  const layer = { name, entry, params, layers, origin: value.origin, tree: item, path };
  return {
    layer: layers.length === inner.layers.length ? layer : null,
    diagnostics: [...diagnostics, ...inner.diagnostics],
  };
}

/** Whether a kind of layer is a block: its `layers` are layers themselves. */
function holdsLayers(entry: CatalogEntry): boolean {
  const { layers } = properties(entry.params);
  return isJsonObject(layers) && layers.layers === true;
}

function layerKind(item: LocatedMap, kinds: readonly CatalogEntry[]): CatalogEntry | undefined {
  for (const key of item.entries.keys()) {
    const entry = kinds.find((kind) => kind.kind === key);
    if (entry) return entry;
  }
  return undefined;
}

function unknownKind(item: LocatedMap, path: string, kinds: readonly string[], hint: string): Diagnostic {
  const [first] = item.entries;
  if (!first) return problem('key-missing', item.origin, path, 'a layer says nothing', hint);
  const [key, { key: origin }] = first;
  const advice = valueAt(item, 'kind') ? hint : suggestName(key, kinds, 'kinds of layers');
  return problem(
    'kind-unknown',
    origin,
    `${path}.${key}`,
    `there is no layer kind ${showValue(key)}`,
    advice,
  );
}
