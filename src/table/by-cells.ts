import { ByKeys } from './by-keys.ts';
import type { Row } from './columns.ts';

/**
 * A function of some cells of a row (absent ones are null), which is worked out once for each combination of them, on the first row that has it.
 * @example const ends = byCells(['trial', 'model'], (row) => findEnds(row)); rows.map(ends)
 */
export function byCells<Value>(columns: readonly string[], make: (row: Row) => Value): (row: Row) => Value {
  const found = new ByKeys<Value>(columns.length);
  return (row) =>
    found.of(
      (place) => row[columns[place]!] ?? null,
      () => make(row),
    );
}

/** The first row of each combination of some cells, in their order, among the rows that pass a test. */
export function firstRows(
  columns: readonly string[],
  rows: readonly Row[],
  test: (row: Row) => boolean = () => true,
): readonly Row[] {
  const found: Row[] = [];
  const note = byCells(columns, (row) => found.push(row));
  for (const row of rows) if (test(row)) note(row);
  return found;
}
