import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { checkAccidents, checkChangedJson, checkChangedTables, runFiles, soundRun } from './damaged-runs.ts';

it('every command ends in one message after every accident to every file of a run', async () => {
  const work = await soundRun();
  let commands = 0;
  for (const name of runFiles) commands += await checkAccidents(work, name, 'all');
  console.log(`${commands} commands on runs with a damaged file`);
  expect(commands).toBeGreaterThan(600);
  await rm(work.folder, { recursive: true });
});

it('a report of 1,000 changed plans and lock files is drawn or refused in one message', async () => {
  const work = await soundRun();
  const codes = await checkChangedJson(work, 1000);
  console.log(`1000 changed plans and lock files: exit codes ${JSON.stringify([...codes])}`);
  expect(codes.get(4)).toBeGreaterThan(0);
  const tables = await checkChangedTables(work, 300);
  console.log(`300 runs with changed tables: exit codes ${JSON.stringify([...tables])}`);
  await rm(work.folder, { recursive: true });
});
