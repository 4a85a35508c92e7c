import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { nearestName, suggestName } from '../diagnostic/nearest.ts';
import { type LocatedEntry, type LocatedMap, toPlain, valueAt } from '../document/tree.ts';
import { findEntry } from '../node/catalog.ts';
import type { Catalog, NodeFamily } from '../node/declare.ts';
import { checkParams } from './check-params.ts';
import { readHeads } from './read-heads.ts';
import { readLayers } from './read-layers.ts';
import { replacedWhole } from './replaced-whole.ts';
import { type EntrySpec, familyKeys, kindKey, type LayerSpec } from './spec.ts';
import type { SpecContext } from './spec-context.ts';
import { otherNames, suggestWord } from './suggest-word.ts';
import { describeValue, noMergeKeys, showValue } from './wording.ts';

export interface ReadEntry {
  /** Null when it does not even say a known kind. */
  readonly entry: EntrySpec | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads one entry of a family by its kind's own schema; all its problems are collected.
 * @param names of all entries of the family, one of which may be meant
 */
export function readEntry(
  family: NodeFamily,
  name: string,
  located: LocatedEntry,
  context: SpecContext,
  names: readonly string[] = [],
): ReadEntry {
  const { catalog } = context;
  const { key, value: tree } = located;
  const path = `${familyKeys[family]}.${name}`;
  if (tree.type !== 'map') {
    const message = `expected a map, found ${describeValue(toPlain(tree))}`;
    const hint = `such as \`${name}: { ${kindKey(family)}: ${kindsOf(family, catalog)[0]}, ... }\``;
    return { entry: null, diagnostics: [problem('type-wrong', tree.origin, path, message, hint)] };
  }
  const kind = readKind(family, name, tree, located, { catalog, names });
  if (typeof kind !== 'string') return { entry: null, diagnostics: [kind] };
  const entry = findEntry(catalog, family, kind)!;
  const subject = { title: `${family} ${showValue(name)}`, path, tree, anchor: key };
  const checked = checkParams(entry, kindKey(family), subject, context);
  const list = family === 'model' ? valueAt(tree, 'layers') : null;
  const read = list ? readLayers(list, `${path}.layers`, context) : { layers: [], diagnostics: [] };
  const layers = read.layers.filter((layer): layer is LayerSpec => layer !== null);
  const below = family === 'model' ? readHeads(tree, path, context) : { heads: [], diagnostics: [] };
  return {
    entry: {
      family,
      name,
      entry,
      params: checked.params,
      layers: layers.length === read.layers.length ? layers : null,
      heads: below.heads,
      key,
      tree,
      path,
    },
    diagnostics: [...checked.diagnostics, ...read.diagnostics, ...below.diagnostics],
  };
}

function kindsOf(family: NodeFamily, catalog: Catalog): string[] {
  return catalog.entries.filter((entry) => entry.family === family).map((entry) => entry.kind);
}

function readKind(
  family: NodeFamily,
  name: string,
  tree: LocatedMap,
  located: LocatedEntry,
  { catalog, names }: { readonly catalog: Catalog; readonly names: readonly string[] },
): string | Diagnostic {
  const key = kindKey(family);
  const path = `${familyKeys[family]}.${name}`;
  const kinds = kindsOf(family, catalog);
  const kind = valueAt(tree, key);
  const said = kind && toPlain(kind);
  if (typeof said === 'string' && kinds.includes(said)) return said;
  const hint = suggestName('', kinds, `kinds of ${familyKeys[family]}`);
  if (!kind) {
    const meant = nearestName(
      name,
      names.filter((other) => other !== name),
    );
    const merge = tree.entries.get('<<');
    if (merge)
      return problem(
        'key-unknown',
        merge.key,
        `${path}.<<`,
        `${family} ${showValue(name)} has no key \`<<\``,
        noMergeKeys,
      );
    const other = [...tree.entries.keys()].find((one) => otherNames(one, [key], 'keys of entry').length > 0);
    const own = meant === null ? hint : `did you mean \`${meant}\`? An entry of its own needs a \`${key}\``;
    const advice = other === undefined ? own : `write \`${key}\` instead of \`${other}\``;
    const message = `${family} ${showValue(name)} lacks \`${key}\``;
    const whole = replacedWhole(tree, located.key, path);
    return problem('key-missing', whole?.origin ?? located.key, path, message, whole?.hint ?? advice);
  }
  if (typeof said !== 'string') {
    return problem(
      'type-wrong',
      kind.origin,
      `${path}.${key}`,
      `expected text, found ${describeValue(said)}`,
      hint,
    );
  }
  const advice = suggestWord(said, kinds, `kinds of ${familyKeys[family]}`, `kinds of ${family}`);
  return problem(
    'kind-unknown',
    kind.origin,
    `${path}.${key}`,
    `there is no ${family} kind ${showValue(said)}`,
    advice,
  );
}
