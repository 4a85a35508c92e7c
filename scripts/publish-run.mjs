// Writes a run as it is published, to `<published>/<study>/`: lock.json (with `wallMinutes`, how long all that is in it took), plan.json without white
// space, the study as written (spec.yaml) and as it was run (resolved.yaml), filters.json where there is one, tables/ as packed Arrow files, a picture of each figure, and the sums of all that.
// No page: `infoplane report` and `npm run site` draw it from these.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { alteredFiles, writeSums } from '../dist/runner/run/altered-files.js';
import { packedName, packTable } from '../dist/src/table/packed-table.js';
import { wallMinutes } from './wall-minutes.mjs';

/**
 * @param run folder of a run that is done, of a clean commit
 * @param published folder of the published runs
 * @param takePictures writes a picture of each figure of a page into a folder, as `<figure>.png`
 * @returns the folder that was written, whole or not at all; what lay there before is gone
 */
export async function publishRun(run, published, takePictures) {
  const place = realpathSync(run);
  const lock = JSON.parse(readFileSync(join(place, 'lock.json'), 'utf8'));
  if (lock.state !== 'done')
    throw new Error(`${run} is ${lock.state}; only runs that are done are published`);
  if (!lock.git || lock.git.dirty)
    throw new Error(
      `${run} was made from a working tree with changes (or outside of git); commit first and run again`,
    );
  const altered = await alteredFiles(place);
  if (altered?.length > 0) throw new Error(`${run} is not as the run left it: ${altered.join(', ')}`);
  const folder = join(published, lock.study);
  const draft = join(published, `.unfinished-${lock.study}`);
  try {
    await fill(draft, { place, lock, folder, takePictures });
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

/** @param folder where the draft will stand */
async function fill(draft, { place, lock, folder, takePictures }) {
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, 'tables'), { recursive: true });
  const write = (name, text) => writeFileSync(join(draft, name), withoutDataFolders(text, lock));
  write('plan.json', `${JSON.stringify(JSON.parse(readFileSync(join(place, 'plan.json'), 'utf8')))}\n`);
  for (const name of ['spec.yaml', 'resolved.yaml', 'filters.json']) {
    if (name === 'filters.json' && !existsSync(join(place, name))) continue;
    write(name, readFileSync(join(place, name), 'utf8'));
  }
  // The study's file, seen from the new place.
  const file = relative(folder, resolve(place, lock.file)).replaceAll('\\', '/');
  const { sums: _, ...facts } = lock; // those of the files as they lay there; SHA256SUMS has those of the published ones
  const minutes = Number(wallMinutes(place).toFixed(2));
  write('lock.json', `${JSON.stringify({ ...facts, file, wallMinutes: minutes }, null, 2)}\n`);
  for (const name of readdirSync(join(place, 'tables')).filter((one) => one.endsWith('.arrow'))) {
    const arrow = readFileSync(join(place, 'tables', name));
    writeFileSync(join(draft, 'tables', packedName(name)), packTable(arrow));
  }
  await takePictures(join(place, 'report.html'), draft);
  await writeSums(draft);
}

/** Says INFOPLANE_DATA for the folders of this machine that data sets were found in. */
function withoutDataFolders(text, { data }) {
  const folders = data
    .map(({ path }) => dirname(dirname(path)))
    .filter((path) => isAbsolute(path) && !path.startsWith('/usr/share'));
  return [...new Set(folders)].reduce((so, path) => so.replaceAll(path, 'INFOPLANE_DATA'), text);
}
