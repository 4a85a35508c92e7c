// Publishes runs: node scripts/publish.mjs RUN_FOLDER...
// For each run: report.html, lock.json, the tables as packed CSV and a picture of each figure go to reports/published/<study>/. Then
// scripts/reproduction.mjs writes REPRODUCTION.md again. Needs Chromium (CHROMIUM names another one than Debian's) for the pictures.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { writeReproduction } from './reproduction.mjs';

const published = fileURLToPath(new URL('../reports/published', import.meta.url));
const mostBytes = 3_000_000;

const runs = process.argv.slice(2);
if (runs.length === 0)
  throw new Error('name the folders of the runs to publish, such as runs/figure-3-mnist/latest');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const run of runs) await publish(resolve(run));
} finally {
  await browser.close();
}
await writeReproduction();

async function publish(run) {
  const lock = JSON.parse(readFileSync(join(run, 'lock.json'), 'utf8'));
  if (lock.state !== 'done')
    throw new Error(`${run} is ${lock.state}; only runs that are done are published`);
  if (!lock.git || lock.git.dirty)
    throw new Error(
      `${run} was made from a working tree with changes (or outside of git); commit first and run again`,
    );
  const { size } = statSync(join(run, 'report.html'));
  if (size > mostBytes) throw new Error(`${run}/report.html has ${size} bytes, more than ${mostBytes}`);
  const folder = join(published, lock.study);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['report.html', 'lock.json']) {
    const text = readFileSync(join(run, file), 'utf8');
    writeFileSync(join(folder, file), withoutDataFolders(text, lock));
  }
  for (const table of ['estimates', 'training', 'claims', 'cases']) {
    const csv = readFileSync(join(run, 'tables', `${table}.csv`));
    writeFileSync(join(folder, `${table}.csv.gz`), gzipSync(csv, { level: 9 }));
  }
  const pictures = await photograph(join(run, 'report.html'), folder);
  console.log(`${lock.study}: ${Math.round(size / 1000)} kB, pictures: ${pictures.join(', ')}`);
}

/** Says INFOPLANE_DATA for the folders of this machine that data sets were found in. */
function withoutDataFolders(text, { data }) {
  const folders = data
    .map(({ path }) => dirname(dirname(path)))
    .filter((path) => isAbsolute(path) && !path.startsWith('/usr/share'));
  return [...new Set(folders)].reduce((so, path) => so.replaceAll(path, 'INFOPLANE_DATA'), text);
}

/** Takes a picture of each figure of a report, as it stands at the beginning. */
async function photograph(report, folder) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(report).href);
  await page.waitForLoadState('load');
  const names = [];
  for (const figure of await page.locator('#figures figure.card').all()) {
    const id = (await figure.getAttribute('id')).replace('figure-', '');
    await figure.scrollIntoViewIfNeeded();
    await figure.screenshot({ path: join(folder, `${id}.png`), animations: 'disabled' });
    names.push(`${id}.png`);
  }
  await page.close();
  return names;
}
