// Runs and publishes the studies of the paper and its companions, all at one commit: `npm run publish-runs -- [--list] [--minutes M] [--jobs N] [STUDY...]`.
//
// 1. Says how long each study takes (as it was last published, else by its multiply-adds), what of it is kept, what is left of all, and which data is missing.
// 2. Runs what is not done at this commit, what has least left first; none is begun that would end after `--minutes`. Stopped at any time it goes on where it
//    was: `infoplane run` keeps what is trained and estimated, whatever the commit. As many trainings side by side as there are cores, unless `--jobs` says so.
// 3. When all are done at this commit, publishes them (publish-run.mjs) and writes REPRODUCTION.md.
//
// `set` of reports/published/settings.yaml are settings that a study is run with here. Needs Chromium (CHROMIUM names another one than Debian's).
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { parse } from 'yaml';
import { publishRun } from './publish-run.mjs';
import { writeReproduction } from './reproduction.mjs';
import { studyTimes, timesText } from './study-times.mjs';
import { takePictures } from './take-pictures.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const published = join(root, 'reports/published');
const infoplane = join(root, 'dist/src/cli/main.js');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean' },
    minutes: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
});
const commit = cleanCommit();
const all = await studies();
const unknown = positionals.filter((name) => !all.some(({ study }) => study === name));
if (unknown.length > 0) throw new Error(`no study in specs/paper or specs/companions: ${unknown.join(', ')}`);

const wanted = all.filter(({ study }) => positionals.length === 0 || positionals.includes(study));
for (const line of timesText(all, isDone)) console.log(line);
if (!values.list) {
  requireData(wanted.filter((one) => !isDone(one)));
  runStudies(wanted);
  const left = all.filter((one) => !isDone(one)).map(({ study }) => study);
  if (left.length > 0)
    console.log(`not published yet, since these are not done at ${commit.slice(0, 9)}: ${left.join(', ')}`);
  else await publishAll(all);
}

/** The commit that is checked out; what is published names it, so nothing may differ from it. */
function cleanCommit() {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  if (!values.list && git('status', '--porcelain') !== '')
    throw new Error('the working tree has changes; commit them first');
  return git('rev-parse', 'HEAD');
}

/** Studies with what they are run with and how long they take, first those that have least left. */
async function studies() {
  const { set = {} } = parse(readFileSync(join(published, 'settings.yaml'), 'utf8'));
  const found = ['paper', 'companions'].flatMap((folder) =>
    readdirSync(join(root, 'specs', folder))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => {
        const study = file.replace('.yaml', '');
        return { study, path: `specs/${folder}/${file}`, set: set[study] ?? [] };
      }),
  );
  const { env } = process;
  const store = resolve(root, env.INFOPLANE_STORE || '.infoplane');
  const times = await studyTimes(found, { published, store, cwd: root, env });
  return times.sort((a, b) => (a.left ?? Infinity) - (b.left ?? Infinity));
}

/** Says which data is missing before anything runs. */
function requireData(open) {
  const lacking = open.filter(({ missing }) => missing.length > 0);
  if (lacking.length === 0) return;
  const others = 'name the other studies to run those alone';
  throw new Error(`${lacking.map(({ study }) => study).join(', ')}: data is missing (see above); ${others}`);
}

/** Whether the latest run of a study is whole and of this commit. */
function isDone({ study }) {
  const path = join(root, 'runs', study, 'latest', 'lock.json');
  if (!existsSync(path)) return false;
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  return lock.state === 'done' && lock.git?.commit === commit && lock.git.dirty === false;
}

function runStudies(wanted) {
  const end = values.minutes === undefined ? Infinity : Date.now() + Number(values.minutes) * 60_000;
  for (const { study, path, set, left } of wanted) {
    if (isDone({ study })) continue;
    if (Date.now() + (left ?? 0) * 60_000 > end) {
      console.log(`${study}: not begun, it would end after the ${values.minutes} minutes`);
      continue;
    }
    console.log(`\n${study}`);
    const args = ['run', path, '--jobs', values.jobs, ...set.flatMap((one) => ['--set', one])];
    const { status, signal } = spawnSync(process.execPath, [infoplane, ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`${study} ended with ${signal ?? `exit code ${status}`}`);
  }
}

async function publishAll(all) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const known = new Set(all.map(({ study }) => study));
  for (const name of readdirSync(published).filter((one) => existsSync(join(published, one, 'lock.json'))))
    if (!known.has(name)) rmSync(join(published, name), { recursive: true });
  try {
    for (const { study } of all) {
      await publishRun(join(root, 'runs', study, 'latest'), published, (report, folder) =>
        takePictures(browser, report, folder),
      );
      console.log(`published ${study}`);
    }
  } finally {
    await browser.close();
  }
  await writeReproduction();
}
