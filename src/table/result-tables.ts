import type { Json } from '../plan/plan.ts';
import type { Cell, Column, ColumnType, Row, RunTables } from './columns.ts';
import { type ResultTable, tableOfRows } from './result-table.ts';
import { columnsWith, type TableName } from './table-columns.ts';

/** The tables of a run by their columns. */
export interface ResultTables extends Readonly<Record<TableName, ResultTable>> {
  /** Names of the matrix axes other than `seed`, in the plan's order; each is a column of every table. */
  readonly axes: readonly string[];
}

/** The tables as rows: views of the columns (see `ResultTable.rows`). Those of the cases are made when they are asked for. */
export function rowTables({ axes, estimates, training, claims, cases }: ResultTables): RunTables {
  return {
    axes,
    estimates: estimates.rows,
    training: training.rows,
    claims: claims.rows,
    get cases() {
      return cases.rows;
    },
  };
}

/** The tables with other rows of what was trained and estimated. */
export function narrowed(
  tables: RunTables,
  { estimates, training }: Pick<RunTables, 'estimates' | 'training'>,
): RunTables {
  const { axes, claims } = tables;
  return {
    axes,
    estimates,
    training,
    claims,
    get cases() {
      return tables.cases;
    },
  };
}

/** The tables by columns, of their rows: columns in their defined order, absent cells null. */
export function tablesOfRows({ axes, estimates, training, claims, cases }: RunTables): ResultTables {
  const typed = (rows: readonly Row[]) =>
    axes.map((axis) => axisColumn(axis, new Set(rows.map((row) => row[axis]))));
  const ofTraining = typed(training);
  const ofEstimates = estimates.length > 0 ? typed(estimates) : ofTraining;
  const results = {
    axes,
    estimates: tableOfRows(columnsWith('estimates', ofEstimates, areCompared(estimates)), estimates),
    training: tableOfRows(columnsWith('training', ofTraining), training),
  };
  return withClaims(results, { claims, cases: tableOfRows(columnsWith('cases', axesOf(results)), cases) });
}

/** Whether some rows are of comparisons. */
function areCompared(rows: readonly Row[]): boolean {
  return rows.some(({ seed_2 }) => seed_2 != null);
}

/** The results of a run with what its claims came to. */
export function withClaims(
  results: Pick<ResultTables, 'axes' | 'estimates' | 'training'>,
  { claims, cases }: { readonly claims: readonly Row[]; readonly cases: ResultTable },
): ResultTables {
  return { ...results, claims: tableOfRows(columnsWith('claims', axesOf(results)), claims), cases };
}

function axesOf({
  axes,
  estimates,
  training,
}: Pick<ResultTables, 'axes' | 'estimates' | 'training'>): Column[] {
  const { columns } = estimates.length > 0 ? estimates : training;
  return columns
    .filter(({ name }) => axes.includes(name))
    .map(({ name, type }) => ({ name, type, about: aboutAxis }));
}

const aboutAxis = 'value of the matrix axis';

/** The column of an axis, by the values that rows have of it. */
export function axisColumn(name: string, values: Iterable<Cell | undefined>): Column {
  const known = [...values].filter((value) => value !== null && value !== undefined);
  return { name, type: known.length === 0 ? 'text' : typeOf(known), about: aboutAxis };
}

function typeOf(values: readonly NonNullable<Cell>[]): ColumnType {
  if (values.every((value) => typeof value === 'number' && Object.is(value, value | 0))) return 'integer';
  if (values.every((value) => typeof value === 'number')) return 'real';
  if (values.every((value) => typeof value === 'boolean')) return 'boolean';
  return 'text';
}

/** A setting as a cell: what is no plain value stands there as JSON. */
export function axisCell(value: Json): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
