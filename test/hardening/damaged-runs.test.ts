import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accidents,
  checkAccidents,
  checkChangedJson,
  checkChangedTables,
  damagedCopy,
  endsCleanly,
  readingCommands,
  runFiles,
  soundRun,
  type Workplace,
} from './damaged-runs.ts';

describe("a damaged run's folder gives one message and no stack", { timeout: 600_000 }, () => {
  let work: Workplace;
  beforeAll(async () => {
    work = await soundRun();
  });
  afterAll(() => rm(work.folder, { recursive: true }));

  it.each(runFiles)('%s missing, cut off, of another type, a folder', async (name) => {
    const commands = await checkAccidents(work, name, 'few');
    console.log(`${commands} commands on a run whose ${name} is damaged`);
  });

  it('in verify, which needs resolved.yaml, lock.json and the tables', async () => {
    for (const name of ['lock.json', 'resolved.yaml', 'tables/estimates.arrow']) {
      for (const about of ['missing', 'list', 'another format']) {
        if (about === 'another format' && name !== 'lock.json') continue;
        const run = await damagedCopy(work, (folder) => accidents[about]!(join(folder, name)));
        expect(await endsCleanly(work, ['verify', run], `${name} ${about}`)).toBeGreaterThan(1);
      }
    }
  });

  it('where any value of plan.json or lock.json is another', async () => {
    expect(await endsCleanly(work, ['report', 'tiny/sound'], 'nothing changed')).toBe(0);
    const codes = await checkChangedJson(work, 24);
    console.log(`24 changed plans and lock files: exit codes ${JSON.stringify([...codes])}`);
    expect([...codes.keys()].sort()).toEqual([0, 4]);
  });

  it('where cells and rows of its tables are others', async () => {
    const codes = await checkChangedTables(work, 12);
    console.log(`12 runs with changed tables: exit codes ${JSON.stringify([...codes])}`);
  });

  it('where a column of a table is of another type', async () => {
    const stream = (columns: Record<string, unknown[]>) =>
      Buffer.from(tableToIPC(tableFromArrays(columns as never), { format: 'stream' })!);
    const strings = (name: string) => stream({ [name]: ['x', 'y'] });
    const proto = Buffer.from(
      strings('in_place_').toString('latin1').replace('in_place_', '__proto__'),
      'latin1',
    );
    for (const [file, bytes] of [
      ['estimates', strings('value')],
      ['training', strings('loss')],
      ['estimates', proto],
      ['estimates', stream({ axis: [[1], [2]] })],
      ['claims', stream({ claim: [1, 2] })],
    ] as const) {
      const run = await damagedCopy(work, (folder) =>
        writeFile(join(folder, 'tables', `${file}.arrow`), bytes),
      );
      for (const args of readingCommands(run, 'tiny/sound')) {
        const code = await endsCleanly(work, args, file);
        if (args[0] === 'report' || args[0] === 'diff') expect(code, args.join(' ')).toBe(4);
      }
    }
  });
});
