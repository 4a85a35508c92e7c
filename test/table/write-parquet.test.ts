import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row, RunTables } from '../../src/table/columns.ts';
import { tablesOfRows } from '../../src/table/result-tables.ts';
import { writeParquet } from '../../src/table/write-parquet.ts';

const many = 70_000;
const tables: RunTables = {
  axes: ['C1.activation', 'depth'],
  estimates: Array.from({ length: many }, (_, i) => ({
    trial: `seed=${i % 3}`,
    seed: i % 3,
    'C1.activation': 'relu',
    depth: i % 2 ? 2.5 : 3,
    model: 'net, the "first"\nσ',
    epoch: i / 7,
    iteration: i,
    layer: 'C1',
    layer_index: 0,
    channel: i % 5 === 0 ? null : i,
    value: i % 11 === 0 ? Number.NaN : Math.sin(i),
    alpha: i === 0 ? Number.POSITIVE_INFINITY : 1.01,
  })),
  training: [],
  claims: [{ claim: 'dpi', trial: 'all', verdict: 'fails', low: -0 }],
  cases: [
    { claim: 'dpi', trial: 'a', where: 'C1', value: 1, margin: -0.5, violated: true },
    { claim: 'dpi', trial: 'a', where: 'C2', value: 1, margin: 0.5, violated: false },
  ],
};

let folder = '';
const read = async (name: string): Promise<{ about: FileMetaData; rows: Row[] }> => {
  const bytes = await readFile(join(folder, `${name}.parquet`));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return { about: parquetMetadata(file), rows: (await parquetReadObjects({ file })) as Row[] };
};

describe('tables as Parquet', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'infoplane-'));
    expect(await writeParquet(folder, tablesOfRows(tables))).toEqual([
      ...['estimates.parquet', 'training.parquet', 'claims.parquet', 'cases.parquet'],
    ]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('have the columns of the tables, each of its type, all of which may be absent', async () => {
    for (const name of ['estimates', 'training', 'claims', 'cases'] as const) {
      const { about } = await read(name);
      const kinds = { text: 'BYTE_ARRAY', integer: 'INT32', real: 'DOUBLE', boolean: 'BOOLEAN' };
      const expected = tablesOfRows(tables)[name].columns.map((column) => [
        column.name,
        kinds[column.type],
        'OPTIONAL',
      ]);
      const columns = about.schema.slice(1);
      expect(columns.map((column) => [column.name, column.type, column.repetition_type])).toEqual(expected);
      const texts = columns.filter(({ type }) => type === 'BYTE_ARRAY');
      for (const { converted_type } of texts) expect(converted_type).toBe('UTF8');
      expect(Number(about.num_rows)).toBe(tables[name].length);
    }
  });

  it('come back as they went in, with absent cells and NaN as null', async () => {
    const { rows, about } = await read('estimates');
    expect(about.row_groups.length).toBeGreaterThan(1);
    for (const i of [0, 1, 5, 11, 12, 65_535, 65_536, many - 1]) {
      const { value, ...given } = tables.estimates[i]!;
      expect(rows[i]).toMatchObject({
        ...given,
        value: i % 11 === 0 ? null : value,
        stderr: null,
        flag: null,
      });
    }
    expect((await read('cases')).rows.map(({ violated, than_value }) => [violated, than_value])).toEqual([
      [true, null],
      [false, null],
    ]);
  });

  it('have the same bytes each time', async () => {
    const before = await readFile(join(folder, 'estimates.parquet'));
    await writeParquet(folder, tablesOfRows(tables));
    expect((await readFile(join(folder, 'estimates.parquet'))).equals(before)).toBe(true);
  });
});
