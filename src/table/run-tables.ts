import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataType } from '@uwdata/flechette';
import { bool, dictionary, float64, int32, utf8 } from '@uwdata/flechette';
import type { ColumnTable } from 'arquero';
import { table } from 'arquero';
import { fileFailure } from '../node/machine-failure.ts';
import { readRegularFile } from '../node/read-regular-file.ts';
import { RunError } from '../node/run-error.ts';
import { writeDurably } from '../node/write-durably.ts';
import type { Cell, Column, ColumnType, Row, RunTables } from './columns.ts';
import { isPacked, packedName, unpackTable } from './packed-table.ts';
import { type ArrowColumn, readArrowColumns } from './read-arrow-columns.ts';
import type { TableName } from './table-columns.ts';
import { axesAmong, columnsOf, tableNames, typeOfColumn } from './table-columns.ts';

/** Builds the Arquero table of `name`; columns in their defined order, absent cells null. */
function toArquero(name: TableName, tables: RunTables): ColumnTable {
  const rows = tables[name];
  const columns = columnsOf(name, tables);
  return table(
    Object.fromEntries(columns.map((column) => [column.name, rows.map((row) => cellOf(row, column))])),
    columns.map((column) => column.name),
  );
}

/**
 * Writes `<name>.arrow` and `<name>.csv` for each table into `folder`. The same rows give the same bytes.
 * @throws RunError when a file cannot be written
 */
export async function writeTables(folder: string, tables: RunTables): Promise<void> {
  for (const name of tableNames) {
    const built = toArquero(name, tables);
    const types = Object.fromEntries(
      columnsOf(name, tables).map((column) => [column.name, arrowType(column.type)]),
    );
    const arrow = built.toArrowIPC({ types });
    if (!arrow) throw new Error(`the Arrow encoder gave nothing for the table ${name}`);
    await write(join(folder, `${name}.arrow`), Buffer.from(arrow));
    await write(join(folder, `${name}.csv`), built.toCSV());
  }
}

async function write(path: string, content: string | Buffer): Promise<void> {
  await writeDurably(path, [content]).catch((cause) => {
    throw fileFailure(cause, `${path} cannot be written`);
  });
}

/** Tables as they were stored. */
export interface StoredTables extends RunTables {
  /**
   * Whether they are of a version that judged claims otherwise: then `claims` and `cases` are empty, and the claims are to be judged again
   * (`readJudgedTables` of runner/claims).
   */
  readonly older: boolean;
}

/**
 * Reads the Arrow tables of a run's `tables` folder, those of a published run (`<name>.arrow.gz`) too.
 * @throws RunError when one is missing or damaged, or holds what such a table does not
 */
export async function readTables(folder: string): Promise<StoredTables> {
  const read = (name: TableName) => readColumns(tableFile(folder, name), name);
  const estimates = await read('estimates');
  const training = await read('training');
  const claims = await read('claims');
  const names = claims.map((column) => column.name);
  const older = names.includes('holds') && !names.includes('verdict');
  return {
    axes: axesAmong(
      'estimates',
      estimates.map((column) => column.name),
    ),
    estimates: rowsOf(estimates),
    training: rowsOf(training),
    claims: older ? [] : rowsOf(claims),
    cases: older ? [] : rowsOf(await read('cases')),
    older,
  };
}

/**
 * The tables of a run's `tables` folder whose CSV file is not there, or not what is written of `tables`. Packed tables have none.
 */
export async function csvFilesThatDiffer(folder: string, tables: StoredTables): Promise<string[]> {
  const differing: string[] = [];
  for (const name of tables.older ? (['estimates', 'training'] as const) : tableNames) {
    if (isPacked(tableFile(folder, name))) continue;
    const text = await readFile(join(folder, `${name}.csv`), 'utf8').catch(() => null);
    if (text !== toArquero(name, tables).toCSV()) differing.push(`${name}.csv`);
  }
  return differing;
}

/** Path of a table's file: packed where that alone is there. */
function tableFile(folder: string, name: TableName): string {
  const plain = join(folder, `${name}.arrow`);
  const packed = packedName(plain);
  return !existsSync(plain) && existsSync(packed) ? packed : plain;
}

async function readColumns(path: string, name: TableName): Promise<ArrowColumn[]> {
  try {
    const bytes = readRegularFile(path);
    const columns = readArrowColumns(isPacked(path) ? unpackTable(bytes) : bytes);
    for (const column of columns) checkCells(name, column);
    return columns;
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = missing ? 'does not exist' : `cannot be read as an Arrow table: ${(cause as Error).message}`;
    throw new RunError(`${path} ${why}`, {
      hint: 'the run folder is incomplete; run the study again, which reuses what is kept',
      cause,
    });
  }
}

function rowsOf(columns: readonly ArrowColumn[]): Row[] {
  return Array.from({ length: columns[0]?.values.length ?? 0 }, (_, row) => {
    const cells: Record<string, Cell> = {};
    for (const { name, values } of columns) cells[name] = values[row] as Cell;
    return cells;
  });
}

/** @throws Error when a column holds what its table's column of that name cannot, an axis what is no setting */
function checkCells(table: TableName, { name, values }: ArrowColumn): void {
  const type = typeOfColumn(table, name);
  const allowed = type === null ? ['string', 'number', 'boolean'] : [cellTypes[type]];
  if (name === '__proto__') throw new Error(`no column may be called '${name}'`);
  for (let row = 0; row < values.length; row++) {
    const cell = values[row];
    if (cell === null || allowed.includes(typeof cell)) continue;
    throw new Error(`the column '${name}' has ${typeof cell} in row ${row}, not ${allowed.join(' or ')}`);
  }
}

const cellTypes: Readonly<Record<ColumnType, string>> = {
  text: 'string',
  integer: 'number',
  real: 'number',
  boolean: 'boolean',
};

/** A cell as its column stores it; a number that is not finite is absent. */
function cellOf(row: Row, column: Column): Cell {
  const cell = row[column.name] ?? null;
  if (typeof cell === 'number' && !Number.isFinite(cell)) return column.name === 'alpha' ? cell : null;
  return column.type === 'text' && cell !== null ? String(cell) : cell;
}

function arrowType(type: ColumnType): DataType {
  if (type === 'integer') return int32();
  if (type === 'real') return float64();
  if (type === 'boolean') return bool();
  return dictionary(utf8());
}
