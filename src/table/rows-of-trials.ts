import type { Row } from './columns.ts';

/** The rows of the named trials, in their order; all rows when no names are given. */
export function rowsOfTrials(rows: readonly Row[], names: readonly string[] | undefined): readonly Row[] {
  if (!names) return rows;
  const chosen = new Set<Row[string]>(names);
  return rows.filter((row) => chosen.has(row.trial ?? null));
}
