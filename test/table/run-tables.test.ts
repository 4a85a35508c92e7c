import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunTables } from '../../src/table/columns.ts';
import { estimateColumns } from '../../src/table/columns.ts';
import { packedName, packTable, unpackTable } from '../../src/table/packed-table.ts';
import { tablesOfRows } from '../../src/table/result-tables.ts';
import { csvFilesThatDiffer, readTableColumns, readTables, writeTables } from '../../src/table/run-tables.ts';

const tables: RunTables = {
  axes: ['models.net.layers.C1.activation'],
  estimates: [
    {
      trial: 'seed=1,alpha=2',
      seed: 1,
      alpha: 2,
      'models.net.layers.C1.activation': 'relu',
      model: 'net',
      epoch: 1 / 3,
      iteration: 7,
      layer: 'C1, the "first"',
      layer_index: 0,
      estimator: 'IXT',
      quantity: 'I(X;T)',
      value: -0.125,
      unit: 'bits',
      samples: 128,
    },
    { trial: 'seed=1,alpha=2', seed: 1, model: 'net', value: Number.NaN, flag: 'collapsed' },
  ],
  training: [
    { trial: 'base', seed: 1, model: 'net', epoch: 0, iteration: 0, split: 'test', loss: 2.3, accuracy: 0.1 },
  ],
  claims: [{ claim: 'dpi', trial: 'all', verdict: 'fails', cases: 5, statement: 'one\ntwo' }],
  cases: [{ claim: 'dpi', trial: 'seed=1', where: 'C1 -> P1', value: 1, margin: -0.5, violated: true }],
};

describe('run tables', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'infoplane-'));
    await writeTables(folder, tablesOfRows(tables));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('come back from Arrow as they went in, with absent cells and NaN as null', async () => {
    const read = await readTables(folder);
    expect(read.axes).toEqual(tables.axes);
    expect(read.estimates[0]).toMatchObject({ ...tables.estimates[0], channel: null, flag: null });
    expect(read.estimates[1]).toMatchObject({
      value: null,
      flag: 'collapsed',
      'models.net.layers.C1.activation': null,
    });
    expect(read.training[0]).toEqual({ ...tables.training[0], 'models.net.layers.C1.activation': null });
    const absent = { low: null, where: null, 'models.net.layers.C1.activation': null };
    expect(read.claims[0]).toMatchObject({ verdict: 'fails', statement: 'one\ntwo', ...absent });
    expect(read.cases[0]).toMatchObject({
      where: 'C1 -> P1',
      than_value: null,
      margin: -0.5,
      violated: true,
    });
    expect(read.older).toBe(false);
  });

  it('come back without rows', async () => {
    const bare = await mkdtemp(join(tmpdir(), 'infoplane-'));
    await writeTables(bare, tablesOfRows({ ...tables, claims: [], cases: [] }));
    expect((await readTables(bare)).claims).toEqual([]);
    await rm(bare, { recursive: true });
  });

  it('come back from packed files as from plain ones, and are asked for no CSV', async () => {
    const packed = await mkdtemp(join(tmpdir(), 'infoplane-'));
    for (const name of ['estimates', 'training', 'claims', 'cases'].map((one) => `${one}.arrow`))
      await writeFile(join(packed, packedName(name)), packTable(await readFile(join(folder, name))));
    const read = await readTables(packed);
    expect(read).toEqual(await readTables(folder));
    expect(await csvFilesThatDiffer(packed, await readTableColumns(packed))).toEqual([]);
    await writeFile(join(packed, 'claims.arrow.gz'), 'no gzip');
    await expect(readTables(packed)).rejects.toThrow(/claims\.arrow\.gz cannot be read/);
    await rm(packed, { recursive: true });
    const zeros = packTable(new Uint8Array(5000));
    expect(unpackTable(zeros, 5000)).toHaveLength(5000);
    expect(() => unpackTable(zeros, 4999)).toThrow();
  });

  it('are the same bytes for the same rows', async () => {
    const again = await mkdtemp(join(tmpdir(), 'infoplane-'));
    await writeTables(again, tablesOfRows(tables));
    for (const name of ['estimates', 'training', 'claims', 'cases'].flatMap((one) => [
      `${one}.arrow`,
      `${one}.csv`,
    ])) {
      expect(await readFile(join(again, name))).toEqual(await readFile(join(folder, name)));
    }
    await rm(again, { recursive: true });
  });

  it('of a million rows are written and read in a heap that has no room for objects', {
    timeout: 300_000,
  }, async () => {
    const large = await mkdtemp(join(tmpdir(), 'infoplane-'));
    const child = new URL('table-memory.mjs', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--max-old-space-size=48',
      child,
      '1000000',
      large,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ rows: 1_000_000, layer: `layer ${999_999 % 7}` });
    await rm(large, { recursive: true });
  });

  it('write CSV with the documented header and quoted text', async () => {
    const [header, first] = (await readFile(join(folder, 'estimates.csv'), 'utf8')).split('\n');
    const names: string[] = estimateColumns.map((column) => column.name);
    names.splice(2, 0, 'models.net.layers.C1.activation');
    expect(header).toBe(names.join(','));
    expect(first).toContain('"C1, the ""first"""');
  });

  it('say which file is damaged or missing', async () => {
    await writeFile(join(folder, 'claims.arrow'), 'no arrow');
    await expect(readTables(folder)).rejects.toThrow(/claims\.arrow cannot be read/);
    await rm(join(folder, 'claims.arrow'));
    await expect(readTables(folder)).rejects.toThrow(/claims\.arrow does not exist/);
  });
});
