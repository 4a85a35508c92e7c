import { type ColumnTable, table } from 'arquero';
import type { ResultTable } from './result-table.ts';

/** A table of Arquero's. */
export type ArqueroTable = ColumnTable;

/** A result table as Arquero has it, on the same columns: nothing is copied. Absent cells are null. */
export function arqueroTable({ columns }: ResultTable): ArqueroTable {
  return table(
    columns.map((column) => [column.name, column]),
    columns.map(({ name }) => name),
  );
}
