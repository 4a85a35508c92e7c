import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
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
const tables = ['claims', 'estimates', 'training'];

/** The page of the run, with its verdicts at the head as pages had them before. */
async function olderPage(): Promise<string> {
  const page = readFileSync(join(run, 'report.html'), 'utf8');
  const { claims } = await readTables(join(run, 'tables'));
  const items = overallRows(claims).map((row) => {
    const { style, sign, word } = verdictOf(row, {});
    return `<li class="${style}"><span aria-hidden="true">${sign}</span> ${row.claim} <b>${word}</b></li>`;
  });
  return page.replace(
    '</h1>',
    `</h1>\n<p class="source">Source: nowhere</p><ul class="summary">${items.join('')}</ul>`,
  );
}

/** Publishes the run in both forms: as `synthetic`, and with its page, as older ones were, as `older`. */
beforeAll(async () => {
  await writeRunFolder(run);
  const takePicture = async (_: string, into: string) => writeFileSync(join(into, 'plane.png'), picture);
  await publishRun(run, published, takePicture);
  const older = join(published, 'older');
  mkdirSync(older);
  copyFileSync(join(run, 'lock.json'), join(older, 'lock.json'));
  writeFileSync(join(older, 'report.html'), await olderPage());
  writeFileSync(join(older, 'dpi.png'), picture);
  for (const name of tables)
    writeFileSync(join(older, `${name}.csv.gz`), gzipSync(readFileSync(join(run, 'tables', `${name}.csv`))));
});

test('both forms of a published run are read to the same rows', () => {
  const shelf = openShelf(published);
  expect(shelf.all().sort()).toEqual(['older', 'synthetic']);
  for (const name of tables) {
    const rows = (study: string) => shelf.get(study).table(name);
    expect(rows('synthetic').length).toBeGreaterThan(0);
    expect(rows('synthetic')).toEqual(rows('older'));
  }
  expect(shelf.get('synthetic').lock.seeds).toEqual(shelf.get('older').lock.seeds);
  expect(shelf.get('older').address).toBe('older/report.html');
  expect(shelf.get('synthetic').address).toBe('synthetic/');
  expect(shelf.get('never')).toBe(null);
});

test('the site has a page of each and an index that says the same of both; what is published stays as it was', async () => {
  const before = await sumsBelow(published);
  const site = join(home, 'site');
  mkdirSync(join(site, 'stale'), { recursive: true });
  const told: string[] = [];
  expect(await drawSite(published, site, (line: string) => told.push(line))).toEqual([]);
  expect(await sumsBelow(published)).toEqual(before);
  expect(told).toHaveLength(2);
  expect(readdirSync(site).sort()).toEqual(['index.html', 'older', 'synthetic']);
  const index = readFileSync(join(site, 'index.html'), 'utf8');
  const [older, drawn] = ['older', 'synthetic'].map((study) => {
    expect(readFileSync(join(site, study, 'report.html'), 'utf8')).toMatch(
      /<h1[^>]*>Ties &amp; &lt;knots&gt;<\/h1>/,
    );
    const card = index.split(/<\/?article/).find((part) => part.includes(`href="${study}/report.html"`));
    return { study, text: card?.replaceAll(study, 'STUDY') };
  });
  expect(older!.text).toContain('src="STUDY/dpi.png" width="3" height="2"');
  expect(older!.text).toContain('Ties &amp; &lt;knots&gt;');
  expect(older!.text).toMatch(/<li class="good">/);
  expect(drawn!.text?.replace('plane.png', 'dpi.png').trim()).toBe(older!.text?.trim());
});

test('a study that cannot be drawn leaves the others', async () => {
  const some = join(home, 'some');
  cpSync(join(published, 'older'), join(some, 'older'), { recursive: true });
  cpSync(join(published, 'synthetic'), join(some, 'broken'), { recursive: true });
  writeFileSync(join(some, 'broken', 'plan.json'), '{');
  const site = join(home, 'some-site');
  expect(await drawSite(some, site, () => {})).toEqual(['broken']);
  const index = readFileSync(join(site, 'index.html'), 'utf8');
  expect([...index.matchAll(/<h3><a href="([^"]*)"/g)].map((found) => found[1])).toEqual([
    'older/report.html',
  ]);
});
