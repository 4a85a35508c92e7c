import { at, type ChangedItems } from '../../document/path.ts';
import type { LocatedNode } from '../../document/tree.ts';
import { readEntry } from '../../spec/read-entry.ts';
import { type EntrySpec, familyKeys, type Spec } from '../../spec/spec.ts';
import type { SpecContext } from '../../spec/spec-context.ts';
import { overlay } from '../open/overlay.ts';
import type { Problems } from '../open/problems.ts';
import { type AxisChange, type EntryName, type StudyAxis, unchanged } from './axis.ts';

/** An entry as some trials have it. */
export interface EntryVariant {
  /** Different for each variant of each entry. */
  readonly id: number;
  /** Null where it cannot be read. */
  readonly spec: EntrySpec;
  /**
   * Axes that change it, with the place of their value, such as `2:0` (`unchanged` where a trial does not name
   * the axis); empty for an entry that nothing changes.
   */
  readonly settings: readonly (readonly [axis: number, value: number])[];
}

/** Gives the variant of an entry in the trial with these places on the axes. */
export type VariantOf = (entry: EntrySpec, places: readonly number[]) => EntryVariant | null;

/**
 * Reads each entry once for each combination of the axes that change it, however many trials there are. A variant is
 * checked as if the axes' values stood in the study, and its positions point to them.
 */
export function entryVariants(
  spec: Spec,
  axes: readonly StudyAxis[],
  context: SpecContext,
  problems: Problems,
): VariantOf {
  const known = new Map<EntrySpec, EntryAxes>();
  const items: ChangedItems = new WeakMap();
  const touched = axes.map(({ values }) => new Set(values.flatMap(({ changes }) => changes.map(entryKey))));
  let count = 0;

  function make(
    entry: EntrySpec,
    { axes: relevant, alone }: EntryAxes,
    places: readonly number[],
  ): EntryVariant | null {
    const settings = relevant.map((axis) => [axis, places[axis]!] as const);
    if (relevant.length === 0) return { id: count++, spec: entry, settings };
    let tree = alone;
    for (const [axis, place] of settings) {
      const changes = place === unchanged ? [] : axes[axis]!.values[place]!.changes;
      for (const { steps, node } of changes.filter(touches(entry))) {
        const changed = overlay(tree, { steps, value: node }, items);
        if ('diagnostic' in changed) {
          problems.add(changed.diagnostic);
          return null;
        }
        tree = changed.tree;
      }
    }
    const located = at(tree, [familyKeys[entry.family], entry.name])!;
    const found = { key: entry.key, value: located.node };
    const read = readEntry(entry.family, entry.name, found, context);
    problems.add(...read.diagnostics);
    return read.entry && { id: count++, spec: read.entry, settings };
  }

  return (entry, places) => {
    let own = known.get(entry);
    if (!own) {
      const changes = touched.flatMap((entries, index) => (entries.has(entryKey({ entry })) ? [index] : []));
      own = { axes: changes, alone: aloneIn(spec.tree, entry), variants: new Map() };
      known.set(entry, own);
    }
    const key = own.axes.length === 0 ? '' : own.axes.map((axis) => places[axis]).join();
    let variant = own.variants.get(key);
    if (variant === undefined) {
      variant = make(entry, own, places);
      own.variants.set(key, variant);
    }
    return variant;
  };
}

interface EntryAxes {
  /** Places of the axes that change the entry. */
  readonly axes: readonly number[];
  /** The study with nothing but the entry in it: less to copy for each change. */
  readonly alone: LocatedNode;
  readonly variants: Map<string, EntryVariant | null>;
}

function aloneIn(tree: LocatedNode, { family, name }: EntrySpec): LocatedNode {
  const key = familyKeys[family];
  const entries = at(tree, [key]);
  const entry = at(tree, [key, name]);
  if (!entries || !entry) return tree;
  const only = new Map([[name, { key: entry.key, value: entry.node }]]);
  const map = { type: 'map', entries: only, origin: entries.node.origin } as const;
  return {
    type: 'map',
    entries: new Map([[key, { key: entries.key, value: map }]]),
    origin: tree.origin,
  };
}

/** One text for each entry; that of the seed is none's. */
function entryKey({ entry }: { readonly entry: EntryName | null }): string {
  return entry ? `${entry.family}.${entry.name}` : '';
}

function touches({ family, name }: EntrySpec): (change: AxisChange) => boolean {
  return ({ entry }) => entry?.family === family && entry.name === name;
}
