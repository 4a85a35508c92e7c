import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { alteredFiles, sumsBelow, withSums, writeSums } from '../../runner/run/altered-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'infoplane-sums-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'tables'));
writeFileSync(join(folder, 'lock.json'), 'abc');
writeFileSync(join(folder, 'tables', 'a name.arrow.gz'), '');
symlinkSync('/etc/hostname', join(folder, 'link'));

test('sums are those of FIPS 180-2, of files alone, by path', async () => {
  expect([...(await sumsBelow(folder))]).toEqual([
    ['lock.json', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['tables/a name.arrow.gz', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ]);
});

test('files that changed or went are named; those that came later are not', async () => {
  expect(await alteredFiles(folder)).toBe(null);
  await writeSums(folder);
  expect(await alteredFiles(folder)).toEqual([]);
  writeFileSync(join(folder, 'report.html'), 'later');
  expect(await alteredFiles(folder)).toEqual([]);
  writeFileSync(join(folder, 'lock.json'), 'abd');
  rmSync(join(folder, 'tables', 'a name.arrow.gz'));
  expect(await alteredFiles(folder)).toEqual(['lock.json', 'tables/a name.arrow.gz']);
});

test('a line that is no sum, or names a file elsewhere, counts as altered and is not opened', async () => {
  const sum = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  writeFileSync(join(folder, 'SHA256SUMS'), `rubbish\n${sum}  ../lock.json\n`);
  expect(await alteredFiles(folder)).toEqual(['rubbish', '../lock.json']);
});

test('sums in lock.json: its own does not depend on white space, and names that lead elsewhere are not opened', async () => {
  const run = mkdtempSync(join(folder, 'run-'));
  mkdirSync(join(run, 'tables'));
  writeFileSync(join(run, 'plan.json'), 'abc');
  writeFileSync(join(run, 'tables', 'of tomorrow.arrow'), '');
  writeFileSync(join(run, 'log.jsonl'), '');
  const lock = await withSums(run, { state: 'done', 7: 1, rate: 0.1 });
  expect(Object.keys(lock.sums as object)).toEqual(['plan.json', 'tables/of tomorrow.arrow', 'lock.json']);
  const write = (more: object, indent: number) =>
    writeFileSync(join(run, 'lock.json'), JSON.stringify({ ...lock, ...more }, null, indent));
  write({}, 4);
  expect(await alteredFiles(run)).toEqual([]);
  write({ state: 'failed' }, 0);
  expect(await alteredFiles(run)).toEqual(['lock.json']);
  write({ sums: { '../lock.json': '', '/etc/hostname': 7 } }, 0);
  expect(await alteredFiles(run)).toEqual(['../lock.json', '/etc/hostname']);
  write({ sums: 'none' }, 0);
  expect(await alteredFiles(run)).toBe(null);
});
