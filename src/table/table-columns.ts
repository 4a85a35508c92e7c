import type { Column, ColumnType } from './columns.ts';
import { caseColumns, claimColumns, estimateColumns, trainingColumns } from './columns.ts';

export type TableName = 'estimates' | 'training' | 'claims' | 'cases';
export const tableNames: readonly TableName[] = ['estimates', 'training', 'claims', 'cases'];

const fixed: Readonly<Record<TableName, readonly Column[]>> = {
  estimates: estimateColumns,
  training: trainingColumns,
  claims: claimColumns,
  cases: caseColumns,
};

/** The column that those of the axes come after. */
const beforeAxes: Readonly<Record<TableName, string>> = {
  estimates: 'seed',
  training: 'seed',
  claims: 'claim',
  cases: 'trial',
};

/** The columns of a table of a run: the fixed ones, with those of the matrix axes but the seed. */
export function columnsWith(name: TableName, axes: readonly Column[]): readonly Column[] {
  const columns = fixed[name];
  const after = columns.findIndex((column) => column.name === beforeAxes[name]) + 1;
  return [...columns.slice(0, after), ...axes, ...columns.slice(after)];
}

/** Names of the columns that a table has whatever the study. */
export function fixedColumns(name: TableName): string[] {
  return fixed[name].map((column) => column.name);
}

/** Type of a column that the table has whatever the study; null for one of an axis. */
export function typeOfColumn(name: TableName, column: string): ColumnType | null {
  return fixed[name].find((one) => one.name === column)?.type ?? null;
}

/** Names of the axis columns among a table's column names. */
export function axesAmong(name: TableName, columnNames: readonly string[]): string[] {
  const known = new Set(fixedColumns(name));
  return columnNames.filter((column) => !known.has(column));
}
