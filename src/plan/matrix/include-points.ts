import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { type LocatedMap, type LocatedNode, toPlain } from '../../document/tree.ts';
import type { Spec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import { type AxisValue, type Point, type StudyAxis, unchanged } from './axis.ts';
import { unknownColumn, unknownValue, valueTexts } from './axis-problems.ts';
import { readSetting } from './read-axis.ts';

/** An axis whose values are added to, with their places by the text of their cells. */
interface GrowingAxis extends StudyAxis {
  readonly values: AxisValue[];
  readonly places: Map<string, number>;
  /** The values of its first column as messages name them. */
  readonly texts: () => readonly string[];
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
  const grown = table.axes.map(({ places: _, texts: __, ...axis }): StudyAxis => axis);
  return { axes: grown, points: all, diagnostics: table.diagnostics };
}

/** The axes of the product with the values and axes that trials of `include` add; each value is looked up, not searched. */
class GrowingAxes {
  readonly axes: GrowingAxis[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #spec: Spec;
  readonly #columns = new Map<string, number>();
  readonly #names: string[] = [];

  constructor(axes: readonly StudyAxis[], spec: Spec) {
    this.#spec = spec;
    for (const axis of axes) this.#add(axis);
  }

  /** The place of a trial on each axis that it names; null when one of its values is wrong. */
  placesOf(item: LocatedMap): Point | null {
    const before = this.diagnostics.length;
    const places: number[] = this.axes.map(() => unchanged);
    for (const [column, { key, value }] of item.entries) {
      const axis = this.#columns.get(column) ?? this.#newAxis(column, key, value);
      if (axis === null) continue;
      const cells = this.axes[axis]!.columns.map((name) => item.entries.get(name)?.value ?? null);
      if (cells.includes(null)) this.#complainOfGroup(axis, column, key);
      else places[axis] = this.#place(axis, column, cells as LocatedNode[]) ?? unchanged;
    }
    return this.diagnostics.length > before ? null : places;
  }

  #add(axis: StudyAxis): number {
    const places = new Map<string, number>();
    for (const [place, { cells }] of axis.values.entries()) {
      const text = canonicalJson(cells);
      if (!places.has(text)) places.set(text, place);
    }
    this.#names.push(...axis.columns);
    let texts: readonly string[] | null = null;
    const known = () => {
      texts ??= valueTexts(axis, 0);
      return texts;
    };
    for (const column of axis.columns)
      if (!this.#columns.has(column)) this.#columns.set(column, this.axes.length);
    return this.axes.push({ ...axis, values: [...axis.values], places, texts: known }) - 1;
  }

  #newAxis(column: string, key: Origin, value: LocatedNode): number | null {
    if (!column.includes('.') && column !== 'seed') {
      this.diagnostics.push(unknownColumn(this.#names, column, key, 'include'));
      return null;
    }
    const read = readSetting(column, key, [value], this.#spec, `matrix.include.${column}`);
    this.diagnostics.push(...read.diagnostics);
    if (!read.part) return null;
    return this.#add({ columns: [column], key, values: [], inProduct: 0 });
  }

  #place(index: number, column: string, cells: readonly LocatedNode[]): number | null {
    const axis = this.axes[index]!;
    const text = canonicalJson(cells.map((item) => toPlain(item)));
    const known = axis.places.get(text);
    if (known !== undefined) return known;
    const isVariants = axis.columns.length === 1 && !column.includes('.') && column !== 'seed';
    if (isVariants) {
      this.diagnostics.push(unknownValue(column, cells[0]!, axis.texts(), 'include'));
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
    axis.places.set(text, axis.values.length);
    return axis.values.push(value) - 1;
  }

  #complainOfGroup(index: number, column: string, key: Origin): void {
    const { columns } = this.axes[index]!;
    const others = columns.filter((name) => name !== column).map(showValue);
    const message = `${showValue(column)} goes in step with ${others.join(', ')}`;
    const hint = 'name all of them in one trial';
    this.diagnostics.push(problem('matrix-invalid', key, `matrix.include.${column}`, message, hint));
  }
}
