import { join } from 'node:path';
import { type BasicType, ByteWriter, parquetWrite } from 'hyparquet-writer';
import { makeFolder } from '../node/make-folder.ts';
import { packageVersion } from '../node/package-info.ts';
import { writeDurably } from '../node/write-durably.ts';
import type { ColumnType, RunTables } from './columns.ts';
import { tablesOfRows } from './result-tables.ts';
import { tableNames } from './table-columns.ts';

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
  const results = tablesOfRows(tables);
  for (const name of tableNames) {
    const { columns } = results[name];
    const writer = new ByteWriter();
    await parquetWrite({
      writer,
      columnData: columns.map((column) => ({
        name: column.name,
        type: parquetTypes[column.type],
        nullable: true,
        data: [...column],
      })),
      rowGroupSize: groupRows,
      createdBy: `infoplane ${packageVersion}`,
    });
    files.push(`${name}.parquet`);
    await writeDurably(join(folder, `${name}.parquet`), [writer.getBytes()]);
  }
  return files;
}
