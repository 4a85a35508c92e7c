import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { LocatedNode } from '../../document/tree.ts';
import { readEntry } from '../../spec/read-entry.ts';
import { type EntrySpec, familyKeys, type Spec } from '../../spec/spec.ts';
import type { SpecContext } from '../../spec/spec-context.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import type { Json } from '../json.ts';
import { overlay } from '../open/overlay.ts';
import { type AxisChange, type EntryName, type StudyAxis, variesSeed } from './axis.ts';

/**
 * Warnings for axes that change nothing: with defaults filled in, the study means the same for each of their values.
 * An axis of one value changes nothing when the study has that value anyway.
 */
export function idleAxes(axes: readonly StudyAxis[], spec: Spec, context: SpecContext): Diagnostic[] {
  return axes
    .filter((axis) => changesNothing(axis, spec, context))
    .map(({ columns, key, values }) => {
      const name = columns.map(showValue).join(' and ');
      const one = values.length === 1;
      const message = one
        ? `${name} has this value without the matrix`
        : `all values of ${name} mean the same`;
      const hint = 'remove the axis, or give it values that differ';
      return problem('matrix-idle', key, `matrix.${columns[0]}`, message, hint);
    });
}

function changesNothing(axis: StudyAxis, spec: Spec, context: SpecContext): boolean {
  if (variesSeed(axis) && axis.values.length > 1) return false;
  const entries = touched(axis);
  const compared = axis.values.map(({ changes }) => changes);
  if (compared.length === 1 || axis.inProduct === 0) compared.unshift([]);
  let first: string | null = null;
  for (const changes of compared) {
    const content = contentAfter(changes, entries, spec, context);
    if (content === null || (first !== null && content !== first)) return false;
    first = content;
  }
  return true;
}

function touched(axis: StudyAxis): EntryName[] {
  const entries = axis.values.flatMap(({ changes }) => changes.flatMap(({ entry }) => entry ?? []));
  return [...new Map(entries.map((entry) => [`${entry.family}.${entry.name}`, entry])).values()];
}

/** What the touched entries and the seed say after some changes; null when they cannot be read. */
function contentAfter(
  changes: readonly AxisChange[],
  entries: readonly EntryName[],
  spec: Spec,
  context: SpecContext,
): string | null {
  let tree: LocatedNode = spec.tree;
  let { seed }: { seed: Json } = spec;
  for (const { steps, node, entry } of changes) {
    if (!entry) {
      seed = node?.type === 'scalar' ? node.value : null;
      continue;
    }
    const changed = overlay(tree, { steps, value: node });
    if ('diagnostic' in changed) return null;
    tree = changed.tree;
  }
  const contents: Json[] = [seed];
  for (const { family, name } of entries) {
    const place = at(tree, [familyKeys[family], name]);
    const read = place && readEntry(family, name, { key: place.key, value: place.node }, context);
    if (!read?.entry || read.diagnostics.length > 0) return null;
    contents.push(contentOf(read.entry));
  }
  return canonicalJson(contents);
}

function contentOf({ entry, params, layers }: EntrySpec): Json {
  const ofLayers = (layers ?? []).map((layer): Json => [layer.entry.kind, layer.name, layer.params]);
  const { layers: _, ...settings } = params ?? {};
  return [entry.kind, ofLayers.length > 0 ? settings : params, ofLayers];
}
