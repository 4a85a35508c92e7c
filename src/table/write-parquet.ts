import { join } from 'node:path';
import { type BasicType, ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { makeFolder } from '../node/make-folder.ts';
import { packageVersion } from '../node/package-info.ts';
import { writeDurably } from '../node/write-durably.ts';
import type { Cell, ColumnType } from './columns.ts';
import type { ResultTable } from './result-table.ts';
import type { ResultTables } from './result-tables.ts';
import { tableNames } from './table-columns.ts';

const parquetTypes: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  integer: 'INT32',
  real: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** Rows that stand together, which a reader can take at once, and that are held as cells at a time. */
const groupRows = 65_536;

/**
 * Writes `<name>.parquet` for each table into `folder`, with the columns, types and absent cells of the Arrow files. The same tables give the
 * same bytes.
 * @returns the names of the files
 */
export async function writeParquet(folder: string, tables: ResultTables): Promise<string[]> {
  await makeFolder(folder);
  const files: string[] = [];
  for (const name of tableNames) {
    files.push(`${name}.parquet`);
    await writeDurably(join(folder, `${name}.parquet`), [await parquetOf(tables[name])]);
  }
  return files;
}

async function parquetOf({ columns, length }: ResultTable): Promise<Uint8Array> {
  const sources = columns.map(({ name, type }) => ({ name, type: parquetTypes[type], nullable: true }));
  const filled = (data: (place: number) => Cell[]) =>
    sources.map((source, place) => ({ ...source, data: data(place) }));
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: filled(() => []) }),
    createdBy: `infoplane ${packageVersion}`,
  });
  const cells = columns.map((column) => column[Symbol.iterator]());
  for (let row = 0; row < length; row += groupRows) {
    const count = Math.min(groupRows, length - row);
    const columnData = filled((place) =>
      Array.from({ length: count }, () => cells[place]!.next().value as Cell),
    );
    await writer.write({ columnData, rowGroupSize: groupRows });
  }
  await writer.finish();
  return bytes.getBytes();
}
