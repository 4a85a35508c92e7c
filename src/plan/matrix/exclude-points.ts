import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { type LocatedMap, type LocatedNode, toPlain } from '../../document/tree.ts';
import { canonicalJson } from '../canonical.ts';
import type { Point, StudyAxis } from './axis.ts';
import { unknownColumn, unknownValue, valueTexts } from './axis-problems.ts';
import { PointSet, type PointSets, pointSets } from './point-sets.ts';
import { productOf } from './product-of.ts';

/** Places on one axis that an item of `exclude` names. */
interface Named {
  readonly axis: number;
  readonly places: ReadonlySet<number>;
}

/**
 * The product without the combinations that `exclude` names. An item that excludes nothing is a warning. Points are bits of words, so
 * each value that an item names costs at most a 32nd of the points.
 */
export function excludePoints(
  axes: readonly StudyAxis[],
  items: readonly LocatedMap[],
): { readonly points: readonly Point[]; readonly diagnostics: readonly Diagnostic[] } {
  const all = productOf(axes);
  if (items.length === 0) return { points: all, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const columns = readColumns(axes);
  const names = [...columns.keys()];
  const sets = pointSets(axes, all);
  const left = PointSet.full(all.length);
  for (const item of items) {
    const named = namedPlaces(item, names, columns, diagnostics);
    if (named && left.remove(meetingPoint(named, sets, all.length)) === 0) {
      const hint = 'name values of the axes that come together in a trial';
      diagnostics.push(problem('matrix-idle', item.origin, 'matrix.exclude', 'this excludes no trial', hint));
    }
  }
  return { points: all.filter((_, index) => left.has(index)), diagnostics };
}

/** A column with the places of its values, by their text. */
interface Column {
  readonly axis: number;
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** The values as messages name them. */
  readonly texts: readonly string[];
}

function readColumns(axes: readonly StudyAxis[]): ReadonlyMap<string, Column> {
  const columns = new Map<string, Column>();
  for (const [index, axis] of axes.entries()) {
    for (const [cell, name] of axis.columns.entries()) {
      const places = new Map<string, number[]>();
      for (const [place, { cells }] of axis.values.entries()) {
        const text = canonicalJson(cells[cell]!);
        const same = places.get(text);
        if (same) same.push(place);
        else places.set(text, [place]);
      }
      if (!columns.has(name)) columns.set(name, { axis: index, places, texts: valueTexts(axis, cell) });
    }
  }
  return columns;
}

/** What an item names in each of its columns; null, with a message, when there is nothing or no point can have it. */
function namedPlaces(
  item: LocatedMap,
  names: readonly string[],
  columns: ReadonlyMap<string, Column>,
  diagnostics: Diagnostic[],
): readonly Named[] | null {
  const named: Named[] = [];
  for (const [name, { key, value }] of item.entries) {
    const column = columns.get(name);
    if (!column) {
      diagnostics.push(unknownColumn(names, name, key, 'exclude'));
      continue;
    }
    const { axis, texts } = column;
    const places = new Set<number>();
    for (const node of wantedValues(value, column)) {
      const at = column.places.get(canonicalJson(toPlain(node))) ?? [];
      if (at.length === 0) diagnostics.push(unknownValue(name, node, texts, 'exclude'));
      for (const place of at) places.add(place);
    }
    if (places.size > 0) named.push({ axis, places });
  }
  return named.length === item.entries.size && named.length > 0 ? named : null;
}

/** A list names several values, unless the list is itself a value of the axis. */
function wantedValues(value: LocatedNode, { places }: Column): readonly LocatedNode[] {
  return value.type !== 'seq' || places.has(canonicalJson(toPlain(value))) ? [value] : value.items;
}

/** Points that have one of the named places in each column. */
function meetingPoint(named: readonly Named[], sets: PointSets, size: number): PointSet {
  let common: PointSet | null = null;
  for (const { axis, places } of named) {
    const some = new PointSet(size);
    for (const place of places) sets.addTo(some, axis, place);
    common = common ? common.meet(some) : some;
  }
  return common!;
}
