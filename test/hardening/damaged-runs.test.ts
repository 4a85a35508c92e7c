import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkplace } from '../cli/tiny-study.ts';
import {
  accidents,
  checkChangedJson,
  damagedCopy,
  endsCleanly,
  readingCommands,
  runFiles,
  type Workplace,
} from './damaged-runs.ts';

describe("a damaged run's folder gives one message and no stack", () => {
  let work: Workplace;
  beforeAll(async () => {
    work = await createWorkplace();
    const { out } = await work.infoplane(['run', 'tiny.yaml']);
    const folder = /report: (.*)\/report\.html/.exec(out)![1]!;
    await rename(join(work.folder, folder), join(work.folder, 'runs/tiny/sound'));
  });
  afterAll(() => rm(work.folder, { recursive: true }));

  it.each(runFiles)('%s missing, cut off, of another type, a folder', async (name) => {
    let count = 0;
    for (const [about, happen] of Object.entries(accidents)) {
      const run = await damagedCopy(work, (folder) => happen(join(folder, name)));
      for (const args of readingCommands(run, 'tiny/sound')) {
        await endsCleanly(work, args, `${name} ${about}`);
        count++;
      }
    }
    console.log(`${count} commands on a run whose ${name} is damaged`);
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
});
