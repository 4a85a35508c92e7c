import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createWorkplace } from '../cli/tiny-study.ts';
import { checkAccidents, checkChangedJson, checkChangedTables, runFiles } from './damaged-runs.ts';

it('every command ends in one message after every accident to every file of a run', async () => {
  const work = await createWorkplace();
  const { out } = await work.infoplane(['run', 'tiny.yaml']);
  const folder = /report: (.*)\/report\.html/.exec(out)![1]!;
  await rename(join(work.folder, folder), join(work.folder, 'runs/tiny/sound'));
  let commands = 0;
  for (const name of runFiles) commands += await checkAccidents(work, name, 'all');
  console.log(`${commands} commands on runs with a damaged file`);
  expect(commands).toBeGreaterThan(600);
  await rm(work.folder, { recursive: true });
});

it('a report of 1,000 changed plans and lock files is drawn or refused in one message', async () => {
  const work = await createWorkplace();
  const { out } = await work.infoplane(['run', 'tiny.yaml']);
  const folder = /report: (.*)\/report\.html/.exec(out)![1]!;
  await rename(join(work.folder, folder), join(work.folder, 'runs/tiny/sound'));
  const codes = await checkChangedJson(work, 1000);
  console.log(`1000 changed plans and lock files: exit codes ${JSON.stringify([...codes])}`);
  expect(codes.get(4)).toBeGreaterThan(0);
  const tables = await checkChangedTables(work, 300);
  console.log(`300 runs with changed tables: exit codes ${JSON.stringify([...tables])}`);
  await rm(work.folder, { recursive: true });
});
