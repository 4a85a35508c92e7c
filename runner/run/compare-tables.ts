import type { Cell, Row } from '../../src/table/columns.ts';
import { rowColumns } from '../../src/table/row-view.ts';

/** How two tables of the same plan differ. */
export interface TableDifference {
  /** Rows that only one of them has. */
  readonly unmatched: number;
  /** Largest difference of each result column, in its unit. */
  readonly largest: Readonly<Record<string, number>>;
  /** Whether every cell of every row is the same. */
  readonly identical: boolean;
}

/**
 * Compares rows by what they are about (every column but the results), in any order.
 * @param results columns that may differ, such as `value`; two texts that differ, or a number and none, are infinitely far apart
 */
export function compareTables(
  before: readonly Row[],
  after: readonly Row[],
  results: readonly string[],
): TableDifference {
  const subject = (row: Row) =>
    JSON.stringify(
      rowColumns(row).flatMap((name) =>
        row[name] === null || results.includes(name) ? [] : [[name, row[name]]],
      ),
    );
  const waiting = new Map<string, Row[]>();
  for (const row of before) {
    const key = subject(row);
    const same = waiting.get(key);
    if (same) same.push(row);
    else waiting.set(key, [row]);
  }
  const largest: Record<string, number> = Object.fromEntries(results.map((name) => [name, 0]));
  let unmatched = 0;
  for (const row of after) {
    const partner = waiting.get(subject(row))?.shift();
    if (!partner) unmatched++;
    else {
      for (const name of results) {
        largest[name] = Math.max(largest[name]!, difference(partner[name] ?? null, row[name] ?? null));
      }
    }
  }
  for (const left of waiting.values()) unmatched += left.length;
  return {
    unmatched,
    largest,
    identical: unmatched === 0 && Object.values(largest).every((one) => one === 0),
  };
}

function difference(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 0 : Math.abs(a - b);
  return a === b ? 0 : Number.POSITIVE_INFINITY;
}
