import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { type LocatedMap, type LocatedNode, toPlain } from '../../document/tree.ts';
import type { Spec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import type { Json } from '../json.ts';
import { type AxisValue, type StudyAxis, unchanged } from './axis.ts';
import { readSetting } from './read-axis.ts';

/** A trial's place on each axis. */
type Point = readonly number[];

/** All combinations of the axes' values, the last axis fastest. */
export function productOf(axes: readonly StudyAxis[]): Point[] {
  let all: number[][] = [[]];
  for (const { inProduct } of axes) {
    all = all.flatMap((places) => Array.from({ length: inProduct }, (_, place) => [...places, place]));
  }
  return all;
}

/** The product without the combinations that `exclude` names. An item that excludes nothing is a warning. */
export function excludePoints(
  axes: readonly StudyAxis[],
  items: readonly LocatedMap[],
): { readonly points: readonly Point[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  let points = productOf(axes);
  for (const item of items) {
    const tests = [...item.entries].map(([column, { key, value }]) =>
      cellTest(axes, column, key, value, diagnostics),
    );
    const known = tests.filter((test) => test !== null);
    if (known.length < tests.length || known.length === 0) continue;
    const left = points.filter((point) => !known.every((test) => test(point)));
    if (left.length === points.length) {
      const hint = 'name values of the axes that come together in a trial';
      diagnostics.push(problem('matrix-idle', item.origin, 'matrix.exclude', 'this excludes no trial', hint));
    }
    points = left;
  }
  return { points, diagnostics };
}

/** Whether a point has one of the named values in a column; null, with a message, when no point can. */
function cellTest(
  axes: readonly StudyAxis[],
  column: string,
  key: Origin,
  value: LocatedNode,
  diagnostics: Diagnostic[],
): ((point: Point) => boolean) | null {
  const axis = axes.findIndex((one) => one.columns.includes(column));
  const found = axes[axis];
  if (!found) {
    diagnostics.push(unknownColumn(axes, column, key, 'exclude'));
    return null;
  }
  const cell = found.columns.indexOf(column);
  const texts = found.values.map(({ cells }) => canonicalJson(cells[cell]!));
  const wanted =
    texts.includes(canonicalJson(toPlain(value))) || value.type !== 'seq' ? [value] : value.items;
  const places = new Set<number>();
  for (const node of wanted) {
    const text = canonicalJson(toPlain(node));
    const at = texts.flatMap((one, place) => (one === text ? [place] : []));
    if (at.length === 0) diagnostics.push(unknownValue(column, node, found, cell, 'exclude'));
    for (const place of at) places.add(place);
  }
  return places.size === 0 ? null : (point) => places.has(point[axis]!);
}

/** The trials of `include` after the others. A setting that is no axis becomes one that only these trials change. */
export function includePoints(
  axes: readonly StudyAxis[],
  points: readonly Point[],
  items: readonly LocatedMap[],
  spec: Spec,
): {
  readonly axes: readonly StudyAxis[];
  readonly points: readonly Point[];
  readonly diagnostics: readonly Diagnostic[];
} {
  if (items.length === 0) return { axes, points, diagnostics: [] };
  const table = new GrowingAxes(axes, spec);
  const included = items.map((item) => ({ item, places: table.placesOf(item) }));
  const width = table.axes.length;
  const wide = (places: Point) => Array.from({ length: width }, (_, axis) => places[axis] ?? unchanged);
  // With no axis of its own the product is the study as it is, which `include` takes the place of.
  const all = (axes.length === 0 ? [] : points).map(wide);
  const seen = new Set(all.map((places) => places.join()));
  for (const { item, places } of included) {
    if (!places) continue;
    const point = wide(places);
    if (seen.has(point.join())) {
      const message = 'the matrix has this trial already';
      table.diagnostics.push(problem('matrix-invalid', item.origin, 'matrix.include', message, 'remove it'));
    }
    seen.add(point.join());
    all.push(point);
  }
  return { axes: table.axes, points: all, diagnostics: table.diagnostics };
}

class GrowingAxes {
  readonly axes: StudyAxis[];
  readonly diagnostics: Diagnostic[] = [];
  readonly #spec: Spec;

  constructor(axes: readonly StudyAxis[], spec: Spec) {
    this.axes = [...axes];
    this.#spec = spec;
  }

  /** The place of a trial on each axis that it names; null when one of its values is wrong. */
  placesOf(item: LocatedMap): Point | null {
    const before = this.diagnostics.length;
    const places: number[] = this.axes.map(() => unchanged);
    for (const [column, { key, value }] of item.entries) {
      const known = this.axes.findIndex((one) => one.columns.includes(column));
      const axis = known >= 0 ? known : this.#newAxis(column, key, value);
      if (axis === null) continue;
      const cells = this.axes[axis]!.columns.map((name) => item.entries.get(name)?.value ?? null);
      if (cells.includes(null)) this.#complainOfGroup(axis, column, key);
      else places[axis] = this.#place(axis, column, cells as LocatedNode[]) ?? unchanged;
    }
    return this.diagnostics.length > before ? null : places;
  }

  #newAxis(column: string, key: Origin, value: LocatedNode): number | null {
    if (!column.includes('.') && column !== 'seed') {
      this.diagnostics.push(unknownColumn(this.axes, column, key, 'include'));
      return null;
    }
    const read = readSetting(column, key, [value], this.#spec, `matrix.include.${column}`);
    this.diagnostics.push(...read.diagnostics);
    if (!read.part) return null;
    this.axes.push({ columns: [column], key, values: [], inProduct: 0 });
    return this.axes.length - 1;
  }

  #place(index: number, column: string, cells: readonly LocatedNode[]): number | null {
    const axis = this.axes[index]!;
    const text = canonicalJson(cells.map((item) => toPlain(item)));
    const known = axis.values.findIndex((value) => canonicalJson(value.cells) === text);
    if (known >= 0) return known;
    const isVariants = axis.columns.length === 1 && !column.includes('.') && column !== 'seed';
    if (isVariants) {
      this.diagnostics.push(unknownValue(column, cells[0]!, axis, 0, 'include'));
      return null;
    }
    const made = axis.columns.map((name, cell) =>
      readSetting(name, axis.key, [cells[cell]!], this.#spec, `matrix.include.${name}`),
    );
    this.diagnostics.push(...made.flatMap((one) => one.diagnostics));
    const values = made.flatMap((one) => one.part ?? []);
    if (values.length < made.length) return null;
    const value: AxisValue = {
      cells: values.flatMap((one) => one.cells),
      changes: values.flatMap((one) => one.changes),
      origin: values[0]!.origin,
    };
    this.axes[index] = { ...axis, values: [...axis.values, value] };
    return axis.values.length;
  }

  #complainOfGroup(index: number, column: string, key: Origin): void {
    const { columns } = this.axes[index]!;
    const others = columns.filter((name) => name !== column).map(showValue);
    const message = `${showValue(column)} goes in step with ${others.join(', ')}`;
    const hint = 'name all of them in one trial';
    this.diagnostics.push(problem('matrix-invalid', key, `matrix.include.${column}`, message, hint));
  }
}

function unknownColumn(axes: readonly StudyAxis[], column: string, key: Origin, where: string): Diagnostic {
  const columns = axes.flatMap((axis) => axis.columns);
  const hint = suggestName(column, columns, 'axes');
  const message = `the matrix has no axis ${showValue(column)}`;
  return problem('path-unknown', key, `matrix.${where}.${column}`, message, hint);
}

function unknownValue(
  column: string,
  node: LocatedNode,
  axis: StudyAxis,
  cell: number,
  where: string,
): Diagnostic {
  const value = toPlain(node);
  const known: Json[] = axis.values.map(({ cells }) => cells[cell]!);
  const texts = known.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const hint = suggestName(typeof value === 'string' ? value : '', texts, 'its values');
  const message = `the axis ${showValue(column)} has no value ${showValue(value)}`;
  return problem('matrix-invalid', node.origin, `matrix.${where}.${column}`, message, hint);
}
