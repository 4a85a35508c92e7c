// Publishes runs: node scripts/publish.mjs RUN_FOLDER...
// Each goes to reports/published/<study>/ (see publish-run.mjs); then scripts/reproduction.mjs writes REPRODUCTION.md again. Needs
// Chromium (CHROMIUM names another one than Debian's) for the pictures.
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { publishRun } from './publish-run.mjs';
import { writeReproduction } from './reproduction.mjs';

const published = fileURLToPath(new URL('../reports/published', import.meta.url));

const runs = process.argv.slice(2);
if (runs.length === 0)
  throw new Error('name the folders of the runs to publish, such as runs/figure-3-mnist/latest');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const run of runs) {
    const folder = await publishRun(resolve(run), published, photograph);
    console.log(`${folder}: ${Math.round(bytesBelow(folder) / 1000)} kB`);
  }
} finally {
  await browser.close();
}
await writeReproduction();

/** Takes a picture of each figure of a report, as it stands at the beginning. */
async function photograph(report, folder) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(report).href);
  await page.waitForLoadState('load');
  for (const figure of await page.locator('#figures figure.card').all()) {
    const id = (await figure.getAttribute('id')).replace('figure-', '');
    await figure.scrollIntoViewIfNeeded();
    await figure.screenshot({ path: join(folder, `${id}.png`), animations: 'disabled' });
  }
  await page.close();
}

function bytesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
