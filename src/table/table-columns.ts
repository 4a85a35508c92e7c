import type { Cell, Column, ColumnType, Row, RunTables } from './columns.ts';
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

/** The columns of a table of a run: the fixed ones, with one for each matrix axis but the seed. */
export function columnsOf(name: TableName, tables: RunTables): readonly Column[] {
  const columns = fixed[name];
  const after = columns.findIndex((column) => column.name === beforeAxes[name]) + 1;
  const rows = name === 'training' ? tables.training : tables.estimates;
  const axes = tables.axes.map((axis) => ({
    name: axis,
    type: axisType(rows.length > 0 ? rows : tables.training, axis),
    about: 'value of the matrix axis',
  }));
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

function axisType(rows: readonly Row[], axis: string): ColumnType {
  const values = rows
    .map((row) => row[axis] ?? null)
    .filter((value): value is NonNullable<Cell> => value !== null);
  if (values.length > 0 && values.every((value) => Number.isInteger(value))) return 'integer';
  if (values.length > 0 && values.every((value) => typeof value === 'number')) return 'real';
  if (values.length > 0 && values.every((value) => typeof value === 'boolean')) return 'boolean';
  return 'text';
}
