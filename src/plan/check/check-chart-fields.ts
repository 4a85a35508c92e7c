import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import type { LocatedNode } from '../../document/tree.ts';
import { showValue } from '../../spec/wording.ts';

/** What a chart is drawn of. */
export interface ChartRows {
  readonly table: string;
  /** Of the table, those of the matrix's axes included. */
  readonly columns: readonly string[];
  /** Columns of axes, by the axis's path. */
  readonly axes: ReadonlyMap<string, string>;
}

/** Columns that transforms make when they are not told how to call them. */
const madeByDefault = ['key', 'value', 'density', 'prob'];

/**
 * The fields of a chart that are no column of its table, nor made by one of its transforms.
 * @param path dotted, of the chart
 */
export function checkChartFields(
  chart: LocatedNode,
  path: string,
  { table, columns, axes }: ChartRows,
): Diagnostic[] {
  const transforms = namesUnder(chart, ['as', 'transform', 'pivot']);
  // A pivot makes columns of what stands in the rows.
  if (transforms.has('pivot')) return [];
  const made = transforms.has('transform') ? madeByDefault : [];
  const known = new Set([...columns, ...made, ...(transforms.get('as') ?? [])]);
  const walk = (node: LocatedNode, own: string): Diagnostic[] => {
    if (node.type === 'seq') return node.items.flatMap((item, index) => walk(item, `${own}.${index}`));
    if (node.type !== 'map') return [];
    return [...node.entries].flatMap(([name, { value }]) => {
      const below = `${own}.${name}`;
      if (name !== 'field' || value.type !== 'scalar' || typeof value.value !== 'string')
        return walk(value, below);
      const field = value.value;
      const start = field.split(/[.[]/)[0]!;
      // a transform can make values with parts, as `argmax` does
      if (known.has(field) || (known.has(start) && !columns.includes(start))) return [];
      const message = `the table ${showValue(table)} has no column ${showValue(field)}`;
      const meant = columnMeant(field, columns, axes);
      const hint = meant === null ? suggestName(field, [...known], 'columns') : `did you mean \`${meant}\`?`;
      return [problem('value-not-allowed', value.origin, below, message, hint)];
    });
  };
  return walk(chart, path);
}

/** The column of an axis that a field names by its path or an end of it, or the column that it takes a part of; null for neither. */
function columnMeant(
  field: string,
  columns: readonly string[],
  axes: ReadonlyMap<string, string>,
): string | null {
  const plain = field.replaceAll('\\', '').replace(/^\[["']|["']\]$/g, '');
  const axis = [...axes].find(([path]) => path === plain || path.endsWith(`.${plain}`));
  const start = field.split(/[.[]/)[0]!;
  return axis?.[1] ?? (columns.includes(start) ? start : null);
}

/** For each of the keys that is somewhere in the chart: the texts below it. */
function namesUnder(node: LocatedNode, keys: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const walk = (part: LocatedNode): void => {
    if (part.type === 'seq') for (const item of part.items) walk(item);
    if (part.type !== 'map') return;
    for (const [name, { value }] of part.entries) {
      if (keys.includes(name)) found.set(name, [...(found.get(name) ?? []), ...texts(value)]);
      walk(value);
    }
  };
  walk(node);
  return found;
}

function texts(node: LocatedNode): string[] {
  if (node.type === 'seq') return node.items.flatMap(texts);
  return node.type === 'scalar' && typeof node.value === 'string' ? [node.value] : [];
}
