import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pngOf } from '../../reports/data/png.ts';
import { verdictOf } from '../../reports/sections/verdict.ts';
import { sumsBelow } from '../../runner/run/altered-files.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { overallRows } from '../../src/table/verdict-words.ts';
import { writeRunFolder } from './run-folder.ts';

const script = (name: string) => import(pathToFileURL(join(packageRoot, 'scripts', name)).href);
const { publishRun } = await script('publish-run.mjs');
const { openShelf } = await script('published-runs.mjs');
const { drawSite } = await script('site.mjs');

const home = mkdtempSync(join(tmpdir(), 'infoplane-site-'));
afterAll(() => rmSync(home, { recursive: true }));
const run = join(home, 'runs', 'synthetic', '1');
const published = join(home, 'kept', 'published');
const picture = pngOf(3, 2, new Uint8Array(18));

beforeAll(async () => {
  await writeRunFolder(run);
  const takePicture = async (_: string, into: string) => writeFileSync(join(into, 'plane.png'), picture);
  await publishRun(run, published, takePicture);
});

test('a published run is read to the rows that it had', async () => {
  const shelf = openShelf(published);
  expect(shelf.all()).toEqual(['synthetic']);
  const { seeds } = JSON.parse(readFileSync(join(run, 'lock.json'), 'utf8'));
  expect(shelf.get('synthetic').lock.seeds).toEqual(seeds);
  expect(shelf.get('never')).toBe(null);
  const tables = await readTables(join(run, 'tables'));
  for (const name of ['claims', 'estimates', 'training'] as const) {
    const text = tables[name].map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, cell]) => [column, cell === null ? null : String(cell)]),
      ),
    );
    expect(text.length).toBeGreaterThan(0);
    expect(shelf.get('synthetic').table(name)).toEqual(text);
  }
});

test('the site has its page and an index that says what it came to; what is published stays as it was', async () => {
  const before = await sumsBelow(published);
  const site = join(home, 'site');
  mkdirSync(join(site, 'stale'), { recursive: true });
  const told: string[] = [];
  expect(await drawSite(published, site, (line: string) => told.push(line))).toEqual([]);
  expect(await sumsBelow(published)).toEqual(before);
  expect(told).toHaveLength(1);
  expect(readdirSync(site).sort()).toEqual(['index.html', 'synthetic']);
  expect(readFileSync(join(site, 'synthetic', 'report.html'), 'utf8')).toMatch(
    /<h1[^>]*>Ties &amp; &lt;knots&gt;<\/h1>/,
  );
  const index = readFileSync(join(site, 'index.html'), 'utf8');
  const card = index.split(/<\/?article/).find((part) => part.includes('href="synthetic/report.html"'));
  expect(card).toContain('src="synthetic/plane.png" width="3" height="2"');
  expect(card).toContain('Ties &amp; &lt;knots&gt;');
  const { claims } = await readTables(join(run, 'tables'));
  for (const row of overallRows(claims)) {
    const { style, word } = verdictOf(row, {});
    expect(card).toContain(`<li class="${style}">`);
    expect(card).toContain(word);
  }
});

test('a study that cannot be drawn leaves the others', async () => {
  const some = join(home, 'some');
  cpSync(join(published, 'synthetic'), join(some, 'whole'), { recursive: true });
  cpSync(join(published, 'synthetic'), join(some, 'broken'), { recursive: true });
  writeFileSync(join(some, 'broken', 'plan.json'), '{');
  const site = join(home, 'some-site');
  expect(await drawSite(some, site, () => {})).toEqual(['broken']);
  const index = readFileSync(join(site, 'index.html'), 'utf8');
  expect([...index.matchAll(/<h3><a href="([^"]*)"/g)].map((found) => found[1])).toEqual([
    'whole/report.html',
  ]);
});
