import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromColumns, tableToIPC } from '@uwdata/flechette';
import { fileFailure } from '../node/machine-failure.ts';
import { readRegularFile } from '../node/read-regular-file.ts';
import { RunError } from '../node/run-error.ts';
import { writeDurably } from '../node/write-durably.ts';
import type { RunTables } from './columns.ts';
import { csvText } from './csv-text.ts';
import { isPacked, packedName, unpackTable } from './packed-table.ts';
import { readArrowTable } from './read-arrow-columns.ts';
import { ResultTable } from './result-table.ts';
import type { ResultTables } from './result-tables.ts';
import { storedColumn } from './stored-column.ts';
import { axesAmong, type TableName, tableNames } from './table-columns.ts';
import { utf8Chunks } from './utf8-chunks.ts';

/**
 * Writes `<name>.arrow` (an IPC stream in record batches of 65,536 rows) and `<name>.csv` for each table into `folder`. The same rows
 * give the same bytes.
 * @throws RunError when a file cannot be written
 */
export async function writeTables(folder: string, tables: ResultTables): Promise<void> {
  for (const name of tableNames) {
    await write(join(folder, `${name}.arrow`), arrowParts(tables[name]));
    await write(join(folder, `${name}.csv`), utf8Chunks(csvText(tables[name])));
  }
}

/** The parts of an Arrow stream: the buffers of the columns, with what describes them. */
function arrowParts({ columns }: ResultTable): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  const sink = {
    write: (bytes: Uint8Array) => void parts.push(bytes),
    pad: (count: number) => void parts.push(new Uint8Array(count)),
    finish: () => null,
  };
  tableToIPC(tableFromColumns(columns.map(({ name, arrow }) => [name, arrow])), { format: 'stream', sink });
  return parts;
}

async function write(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  await writeDurably(path, parts).catch((cause) => {
    throw fileFailure(cause, `${path} cannot be written`);
  });
}

/** Whether tables are of a version that judged claims otherwise. */
interface Age {
  /**
   * Then `claims` and `cases` are empty, and the claims are to be judged again (`readJudgedTables` of runner/claims).
   */
  readonly older: boolean;
}

/** Tables as they were stored, row by row. */
export interface StoredTables extends RunTables, Age {}

/** Tables as they were stored, by their columns. */
export interface StoredColumns extends ResultTables, Age {}

/**
 * Reads the Arrow tables of a run's `tables` folder, those of a published run (`<name>.arrow.gz`) too.
 * @throws RunError when one is missing or damaged, or holds what such a table does not
 */
export async function readTableColumns(folder: string): Promise<StoredColumns> {
  const read = (name: TableName) => readTable(tableFile(folder, name), name);
  const estimates = read('estimates');
  const training = read('training');
  const claims = read('claims');
  const older = claims.column('holds') !== undefined && claims.column('verdict') === undefined;
  return {
    axes: axesAmong(
      'estimates',
      estimates.columns.map((column) => column.name),
    ),
    estimates,
    training,
    claims: older ? new ResultTable([]) : claims,
    cases: older ? new ResultTable([]) : read('cases'),
    older,
  };
}

/** The tables of `readTableColumns` with an object for each row, which takes about 400 bytes. */
export async function readTables(folder: string): Promise<StoredTables> {
  return asRows(await readTableColumns(folder));
}

/** Stored tables with an object for each row. */
export function asRows({ axes, older, estimates, training, claims, cases }: StoredColumns): StoredTables {
  return {
    axes,
    estimates: estimates.toRows(),
    training: training.toRows(),
    claims: claims.toRows(),
    cases: cases.toRows(),
    older,
  };
}

/**
 * The tables of a run's `tables` folder whose CSV file is not there, or not what is written of `tables`. Packed tables have none.
 */
export async function csvFilesThatDiffer(folder: string, tables: StoredColumns): Promise<string[]> {
  const differing: string[] = [];
  for (const name of tables.older ? (['estimates', 'training'] as const) : tableNames) {
    if (isPacked(tableFile(folder, name))) continue;
    if (!(await isContent(join(folder, `${name}.csv`), utf8Chunks(csvText(tables[name])))))
      differing.push(`${name}.csv`);
  }
  return differing;
}

/** Whether a file is there and holds those bytes. */
async function isContent(path: string, parts: Iterable<Uint8Array>): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (!file) return false;
  try {
    for (const wanted of parts) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted.length), 0, wanted.length);
      if (bytesRead < wanted.length || Buffer.compare(buffer, wanted) !== 0) return false;
    }
    return (await file.read(Buffer.alloc(1), 0, 1)).bytesRead === 0;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/** Path of a table's file: packed where that alone is there. */
function tableFile(folder: string, name: TableName): string {
  const plain = join(folder, `${name}.arrow`);
  const packed = packedName(plain);
  return !existsSync(plain) && existsSync(packed) ? packed : plain;
}

function readTable(path: string, name: TableName): ResultTable {
  try {
    const bytes = readRegularFile(path);
    const columns = readArrowTable(isPacked(path) ? unpackTable(bytes) : bytes);
    return new ResultTable(columns.map((column) => storedColumn(name, column)));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = missing ? 'does not exist' : `cannot be read as an Arrow table: ${(cause as Error).message}`;
    throw new RunError(`${path} ${why}`, {
      hint: 'the run folder is incomplete; run the study again, which reuses what is kept',
      cause,
    });
  }
}
