import type { Cell, Column, ColumnType, Row, RunTables } from './columns.ts';
import { claimColumns, estimateColumns, trainingColumns } from './columns.ts';

export type TableName = 'estimates' | 'training' | 'claims';
export const tableNames: readonly TableName[] = ['estimates', 'training', 'claims'];

const fixed: Readonly<Record<TableName, readonly Column[]>> = {
  estimates: estimateColumns,
  training: trainingColumns,
  claims: claimColumns,
};

/** The columns of a table of a run: the fixed ones, with one for each further matrix axis after `seed`. */
export function columnsOf(name: TableName, tables: RunTables): readonly Column[] {
  const columns = fixed[name];
  if (name === 'claims') return columns;
  const after = columns.findIndex((column) => column.name === 'seed') + 1;
  const axes = tables.axes.map((axis) => ({
    name: axis,
    type: axisType(tables[name], axis),
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
