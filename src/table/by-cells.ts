import type { Cell, Row } from './columns.ts';

type Branch<Value> = Map<Cell, Branch<Value> | { readonly value: Value }>;

/**
 * A function of some cells of a row (absent ones are null), which is worked out once for each combination of them, on the first row that has it.
 * @example const ends = byCells(['trial', 'model'], (row) => findEnds(row)); rows.map(ends)
 */
export function byCells<Value>(columns: readonly string[], make: (row: Row) => Value): (row: Row) => Value {
  const root: Branch<Value> = new Map();
  const last = columns.length - 1;
  return (row) => {
    let branch = root;
    for (let i = 0; i < last; i++) {
      const cell = row[columns[i]!] ?? null;
      let next = branch.get(cell);
      if (next === undefined) {
        next = new Map();
        branch.set(cell, next);
      }
      branch = next as Branch<Value>;
    }
    const cell = last < 0 ? null : (row[columns[last]!] ?? null);
    const known = branch.get(cell) as { readonly value: Value } | undefined;
    if (known) return known.value;
    const value = make(row);
    branch.set(cell, { value });
    return value;
  };
}

/** The first row of each combination of some cells, in their order. */
export function firstRows(columns: readonly string[], rows: readonly Row[]): readonly Row[] {
  const found: Row[] = [];
  const note = byCells(columns, (row) => found.push(row));
  for (const row of rows) note(row);
  return found;
}
