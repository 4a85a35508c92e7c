import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataType } from '@uwdata/flechette';
import { bool, dictionary, float64, int32, tableFromIPC, utf8 } from '@uwdata/flechette';
import type { ColumnTable } from 'arquero';
import { fromArrow, table } from 'arquero';
import { fileFailure } from '../node/machine-failure.ts';
import { RunError } from '../node/run-error.ts';
import { writeDurably } from '../node/write-durably.ts';
import type { Cell, Column, ColumnType, Row, RunTables } from './columns.ts';
import type { TableName } from './table-columns.ts';
import { axesAmong, columnsOf, tableNames } from './table-columns.ts';

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

/**
 * Reads the Arrow tables of a run's `tables` folder.
 * @throws RunError when one is missing or damaged
 */
export async function readTables(folder: string): Promise<RunTables> {
  const read = { estimates: [] as Row[], training: [] as Row[], claims: [] as Row[] };
  let axes: string[] = [];
  for (const name of tableNames) {
    const built = await readArrow(join(folder, `${name}.arrow`));
    read[name] = built.objects() as Row[];
    if (name === 'estimates') axes = axesAmong(name, built.columnNames());
  }
  return { axes, ...read };
}

async function readArrow(path: string): Promise<ColumnTable> {
  try {
    const bytes = await readFile(path);
    const { numRows, names } = tableFromIPC(bytes);
    // Arquero cannot read a column of texts without rows.
    return numRows > 0 ? fromArrow(bytes) : table(Object.fromEntries(names.map((name) => [name, []])));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new RunError(`${path} ${missing ? 'does not exist' : 'cannot be read as an Arrow table'}`, {
      hint: 'the run folder is incomplete; run the study again, which reuses what is kept',
      cause,
    });
  }
}

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
