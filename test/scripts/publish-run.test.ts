import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alteredFiles, sumsBelow } from '../../runner/run/altered-files.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { writeRunFolder } from './run-folder.ts';

const { publishRun } = await import(pathToFileURL(join(packageRoot, 'scripts/publish-run.mjs')).href);

const home = mkdtempSync(join(tmpdir(), 'infoplane-publish-'));
afterAll(() => rmSync(home, { recursive: true }));
const run = join(home, 'runs', 'synthetic', '1');
const published = join(home, 'kept', 'published');
const folder = join(published, 'synthetic');
const takePictures = async (page: string, into: string) => {
  expect(page).toBe(join(run, 'report.html'));
  writeFileSync(join(into, 'dpi.png'), 'a picture');
};

beforeAll(async () => {
  await writeRunFolder(run);
  expect(await publishRun(run, published, takePictures)).toBe(folder);
});

test('a published run is lock, plan, study, packed tables, pictures and their sums, and no page', async () => {
  expect([...(await sumsBelow(folder)).keys()]).toEqual([
    'dpi.png',
    'lock.json',
    'plan.json',
    'resolved.yaml',
    'spec.yaml',
    'tables/cases.arrow.gz',
    'tables/claims.arrow.gz',
    'tables/estimates.arrow.gz',
    'tables/training.arrow.gz',
  ]);
  const named = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
  expect(named.map((line) => line.slice(66))).toEqual([...(await sumsBelow(folder)).keys()]);
  expect(await alteredFiles(folder)).toEqual([]);
});

test('its tables are those of the run', async () => {
  const tables = await readTables(join(folder, 'tables'));
  expect(tables).toEqual(await readTables(join(run, 'tables')));
  expect(tables.estimates.length).toBeGreaterThan(0);
});

test('its lock finds the study from where it lies now, and names no folder of the machine', () => {
  const lock = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8'));
  expect(resolve(folder, lock.file)).toBe(join(home, 'specs/paper/synthetic.yaml'));
  expect(lock.data[0].path).toBe('INFOPLANE_DATA/mnist/train');
});

test.each([{ state: 'interrupted' }, { git: null }, { git: { commit: '5112912', dirty: true } }])(
  'a run with %j is not published, and what lay there stays',
  async (more) => {
    const other = join(home, 'runs', 'synthetic', 'other');
    cpSync(run, other, { recursive: true });
    const lock = JSON.parse(readFileSync(join(run, 'lock.json'), 'utf8'));
    writeFileSync(join(other, 'lock.json'), JSON.stringify({ ...lock, ...more }));
    const before = await sumsBelow(published);
    await expect(publishRun(other, published, takePictures)).rejects.toThrow(other);
    expect(await sumsBelow(published)).toEqual(before);
  },
);

test('what lay there stays where pictures cannot be taken, and no draft does', async () => {
  const before = await sumsBelow(published);
  const failing = async (_: string, into: string) => {
    expect(readdirSync(into)).toContain('tables');
    throw new Error('no browser');
  };
  await expect(publishRun(run, published, failing)).rejects.toThrow('no browser');
  expect(await sumsBelow(published)).toEqual(before);
  expect(readdirSync(published)).toEqual(['synthetic']);
});
