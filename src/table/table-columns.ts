import type { Column, ColumnType } from './columns.ts';
import { caseColumns, claimColumns, comparedColumns, estimateColumns, trainingColumns } from './columns.ts';

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

/**
 * The columns of a table of a run: the fixed ones, with those of the matrix axes but the seed.
 * @param compared whether estimates have the columns of comparisons
 */
export function columnsWith(
  name: TableName,
  axes: readonly Column[],
  compared: boolean = false,
): readonly Column[] {
  const columns = fixed[name].flatMap((column) =>
    compared && column.name === 'channel_2' ? [column, ...comparedColumns] : [column],
  );
  const after = columns.findIndex((column) => column.name === beforeAxes[name]) + 1;
  return [...columns.slice(0, after), ...axes, ...columns.slice(after)];
}

/** The columns that a table can have whatever the axes of the study. */
function ownColumns(name: TableName): readonly Column[] {
  return name === 'estimates' ? [...fixed[name], ...comparedColumns] : fixed[name];
}

/** Names of the columns that a table can have whatever the axes of the study. */
export function fixedColumns(name: TableName): string[] {
  return ownColumns(name).map((column) => column.name);
}

/** Type of a column that the table can have whatever the axes; null for one of an axis. */
export function typeOfColumn(name: TableName, column: string): ColumnType | null {
  return ownColumns(name).find((one) => one.name === column)?.type ?? null;
}

/** Names of the axis columns among a table's column names. */
export function axesAmong(name: TableName, columnNames: readonly string[]): string[] {
  const known = new Set(fixedColumns(name));
  return columnNames.filter((column) => !known.has(column));
}
