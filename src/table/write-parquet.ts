import { join } from 'node:path';
import { type BasicType, ByteWriter, parquetWrite } from 'hyparquet-writer';
import { makeFolder } from '../node/make-folder.ts';
import { packageVersion } from '../node/package-info.ts';
import { writeDurably } from '../node/write-durably.ts';
import type { Cell, Column, ColumnType, Row, RunTables } from './columns.ts';
import { columnsOf, tableNames } from './table-columns.ts';

const parquetTypes: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  integer: 'INT32',
  real: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** Rows that a reader can take at once. */
const groupRows = 65_536;

/**
 * Writes `<name>.parquet` for each table into `folder`, with the columns, types and absent cells of the Arrow files. The same rows give the
 * same bytes.
 * @returns the names of the files
 */
export async function writeParquet(folder: string, tables: RunTables): Promise<string[]> {
  await makeFolder(folder);
  const files: string[] = [];
  for (const name of tableNames) {
    const columns = columnsOf(name, tables);
    const rows = tables[name];
    const writer = new ByteWriter();
    await parquetWrite({
      writer,
      columnData: columns.map((column) => ({
        name: column.name,
        type: parquetTypes[column.type],
        nullable: true,
        data: rows.map((row) => cellOf(row, column)),
      })),
      rowGroupSize: groupRows,
      createdBy: `infoplane ${packageVersion}`,
    });
    files.push(`${name}.parquet`);
    await writeDurably(join(folder, `${name}.parquet`), [writer.getBytes()]);
  }
  return files;
}

/** A cell as its column stores it; a number that is not finite is absent. */
function cellOf(row: Row, column: Column): Cell {
  const cell = row[column.name] ?? null;
  if (typeof cell === 'number' && !Number.isFinite(cell)) return column.name === 'alpha' ? cell : null;
  return column.type === 'text' && cell !== null ? String(cell) : cell;
}
