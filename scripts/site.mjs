// Draws the reports of the published runs and a page that leads to them: node scripts/site.mjs, into site/ (ignored by git):
// site/index.html with the studies by what they are about, site/<study>/report.html.
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { renderIndex } from '../dist/reports/index-page.js';
import { verdictOf } from '../dist/reports/sections/verdict.js';
import { readTables } from '../dist/src/table/run-tables.js';
import { openShelf } from './published-runs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const infoplane = join(root, 'dist/src/cli/main.js');

/** Headings of the index, by the folder of specs/ that a study lies in. */
const headings = { paper: 'Figures of the paper', companions: 'Companion studies', '': 'More studies' };

/**
 * Draws a site anew.
 * @param published folder of the published runs
 * @param site folder that is written; what lay there is gone
 * @param tell told of each study as it is drawn
 * @returns studies that could not be drawn; the index has the others
 */
export async function drawSite(published, site, tell) {
  rmSync(site, { recursive: true, force: true });
  const shelf = openShelf(published);
  const groups = new Map(Object.keys(headings).map((folder) => [folder, []]));
  const failed = [];
  for (const study of shelf.all().sort()) {
    const started = performance.now();
    try {
      const { folder, entry } = await addStudy(published, site, study, shelf.get(study).lock);
      groups.get(folder in headings ? folder : '').push(entry);
      tell(`${study}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    } catch (cause) {
      failed.push(study);
      tell(`${study}: cannot be drawn\n${cause.stderr ?? cause.stack}`);
    }
  }
  const shown = [...groups].map(([folder, entries]) => ({
    title: headings[folder],
    entries: entries.sort((a, b) => a.source.localeCompare(b.source, 'en', { numeric: true })),
  }));
  writeFileSync(join(site, 'index.html'), renderIndex(shown));
  return failed;
}

/** Adds the page and the picture of a study to the site. */
async function addStudy(published, site, study, lock) {
  const place = join(published, study);
  const target = join(site, study);
  mkdirSync(target, { recursive: true });
  const { about, figures } = await drawPage(place, target);
  const page = `${study}/report.html`;
  const picture = copyPicture(figures, place, site, study);
  return {
    folder: basename(dirname(lock.file)),
    entry: { study, ...about, facts: factsOf(lock), page, picture },
  };
}

/** Draws the page of a run; what the index says of it comes from its plan and its tables. */
async function drawPage(place, folder) {
  const page = join(folder, 'report.html');
  await promisify(execFile)(process.execPath, [infoplane, 'report', place, '--page', page], { cwd: root });
  const { title, study, source, reports } = JSON.parse(readFileSync(join(place, 'plan.json'), 'utf8'));
  const { axes, claims } = await readTables(join(place, 'tables'));
  const overAll = claims.filter(
    (row) => row.trial === 'all' && axes.every((axis) => (row[axis] ?? null) === null),
  );
  const last = ({ kind }) => Number(kind === 'training-curves');
  return {
    about: { title: title || study, source, verdicts: overAll.map(verdictOf) },
    figures: [...reports].sort((a, b) => last(a) - last(b)).map(({ name }) => name),
  };
}

/** The picture of the first figure that has one. */
function copyPicture(figures, place, site, study) {
  const name = figures.map((figure) => `${figure}.png`).find((file) => existsSync(join(place, file)));
  if (!name) return null;
  copyFileSync(join(place, name), join(site, study, name));
  const header = readFileSync(join(place, name)).subarray(16, 24);
  return { file: `${study}/${name}`, width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
}

function factsOf({ seeds, numericClass, finished }) {
  const count = seeds.length === 1 ? '1 seed' : `${seeds.length} seeds`;
  return [count, numericClass.engine, `run on ${finished.slice(0, 10)}`];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const site = join(root, 'site');
  const failed = await drawSite(join(root, 'reports/published'), site, console.log);
  if (failed.length > 0) process.exitCode = 1;
  console.log(`index: ${join(site, 'index.html')}`);
}
