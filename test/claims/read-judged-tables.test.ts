import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fromCSV } from 'arquero';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateClaims } from '../../runner/claims/evaluate-claims.ts';
import { readJudgedTables } from '../../runner/claims/read-judged-tables.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { readFinishedRun } from '../../runner/run/read-finished-run.ts';
import { diffRuns } from '../../src/cli/diff-runs.ts';
import { compile, readTables } from '../../src/index.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { type Column, estimateColumns, type Row, trainingColumns } from '../../src/table/columns.ts';
import { tablesOfRows } from '../../src/table/result-tables.ts';
import { asRows, writeTables } from '../../src/table/run-tables.ts';

const own = { open: async () => ownKinds };
const study = 'duplicate-filters';
const published = join(packageRoot, 'test/fixtures/older-run');

/** The rows of a published table, as its columns have them. */
async function rowsOf(name: string, columns: readonly Column[]): Promise<Row[]> {
  const text = gunzipSync(await readFile(join(published, `${name}.csv.gz`))).toString('utf8');
  const types = new Map(columns.map((column) => [column.name, column.type]));
  return (fromCSV(text, { autoType: false }).objects() as Record<string, string>[]).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, cell]) => {
        if (cell === '' || cell == null) return [key, null];
        return [key, types.get(key) === 'text' ? cell : Number(cell)];
      }),
    ),
  );
}

describe('a run of the first version, as published', () => {
  let folder: string;
  let plan: Plan;
  const tables = { estimates: [] as Row[], training: [] as Row[] };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'infoplane-older-'));
    plan = (await compile({ path: join(published, 'spec.yaml') })).plan!;
    tables.estimates = await rowsOf('estimates', estimateColumns);
    tables.training = await rowsOf('training', trainingColumns);
    await mkdir(join(folder, 'tables'));
    await writeTables(join(folder, 'tables'), tablesOfRows({ axes: [], ...tables, claims: [], cases: [] }));
    for (const file of ['cases.arrow', 'cases.csv', 'claims.csv']) await rm(join(folder, 'tables', file));
    const claims = gunzipSync(await readFile(join(published, 'claims.csv.gz'))).toString('utf8');
    await writeFile(join(folder, 'tables/claims.csv'), claims);
    await writeFile(join(folder, 'tables/claims.arrow'), fromCSV(claims).toArrowIPC()!);
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
    await writeFile(join(folder, 'spec.yaml'), `study: ${study}\n`);
    await writeFile(join(folder, 'resolved.yaml'), `study: ${study}\n`);
    await copyFile(join(published, 'lock.json'), join(folder, 'lock.json'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('has its claims judged again from its tables', async () => {
    const read = asRows(await readJudgedTables(join(folder, 'tables'), own));
    expect(read.older).toBe(true);
    const anew = await evaluateClaims({ plan, ...tables }, ownKinds);
    expect(read.cases).toEqual(anew.cases.toRows());
    expect(read.claims.map(({ claim, trial, verdict }) => [claim, trial, verdict])).toEqual(
      anew.claims.map(({ claim, trial, verdict }) => [claim, trial, verdict]),
    );
    // holds in the published table, with an interval that reaches below 0
    expect(read.claims.findLast(({ claim }) => claim === 'tuning-repairs-it')!.verdict).toBe('unclear');
    expect((await readTables(join(folder, 'tables'))).claims).toEqual(read.claims);
  });

  test('so do the report and diff', async () => {
    const run = await readFinishedRun(folder, own.open);
    expect(run.tables.claims.every(({ verdict }) => typeof verdict === 'string')).toBe(true);
    expect(await diffRuns(folder, folder, async () => ownKinds)).toBe('');
  });

  test('without its plan it says what is missing', async () => {
    await rm(join(folder, 'plan.json'));
    await expect(readJudgedTables(join(folder, 'tables'), own)).rejects.toThrow(/plan\.json cannot be read/);
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
  });
});
