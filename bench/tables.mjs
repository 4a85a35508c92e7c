// Tables by size: megabytes above the bare process and seconds for writing (from the rows of the trainings to Arrow and CSV, with claims),
// reading and reporting: `node bench/tables.mjs [--rows 10000,100000,1000000,3500000]`, after `npm run build`. The rows are those of
// Figure 7 over seeds, by formula; nothing is trained. Each step runs in a process of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: given } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000,1000000,3500000' },
    step: { type: 'string' },
    folder: { type: 'string' },
  },
});
const updatesPerEpoch = 469;
const updates = 10 * updatesPerEpoch;
const layers = ['C1', 'P1', 'C2', 'P2', 'F1', 'F2'];

/** A study whose estimates are about so many rows: of 12 a moment and trial. */
function studyOf(rows) {
  const trials = Math.max(3, Math.round(rows / (12 * updates)));
  const every = Math.max(1, Math.round((12 * updates * trials) / rows));
  return `study: bench-tables
datasets: { mnist: { kind: mnist } }
models:
  lenet5:
    kind: network
    dataset: mnist
    layers:
      - { conv: C1, filters: 6, kernel: 5, activation: sigmoid }
      - { pool: P1, size: 2 }
      - { conv: C2, filters: 16, kernel: 5, activation: sigmoid }
      - { pool: P2, size: 2 }
      - { dense: F1, units: 120, activation: sigmoid }
      - { dense: F2, units: 84, activation: sigmoid }
      - { dense: out, units: 10 }
    training: { optimizer: sgd, learningRate: 0.1, batchSize: 128, epochs: 10 }
probes:
  forward: { kind: activations, model: lenet5, layers: [${layers}], at: { every: ${every} }, sample: { split: test, n: 128 } }
estimators:
  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T), alpha: 1.01, bandwidth: { silverman: 5 } }
  ITY: { kind: matrix-renyi, probe: forward, quantity: I(T;Y), alpha: 1.01, bandwidth: { silverman: 5 } }
claims:
  rises: { expect: rises, estimator: ITY, tolerance: 0.05 }
  no-compression: { expect: phase, estimator: IXT, phase: none, tolerance: 0.1, smooth: 101 }
  forward-dpi: { expect: non-increasing, along: layer, estimator: IXT, tolerance: 0.02 }
matrix:
  seed: { range: [1, ${trials}] }
reports:
  plane: { kind: information-plane, x: IXT, y: ITY }
  values: { kind: training-values, estimators: [IXT, ITY], facet: layer }
  curves: { kind: layer-curves, estimators: [IXT], where: { epoch: [first, last] } }
  training: { kind: training-curves }
`;
}

/** What the ledger of a training keeps, by formula: values that rise towards log2 10 with a little of the seed. */
function rowsOf({ seed }, { rows: { every } }, estimator, { KeptRowsBuilder }) {
  const builder = new KeptRowsBuilder();
  for (let iteration = 0; ; iteration = Math.min(iteration + every, updates)) {
    for (let layer = 0; layer < layers.length; layer++) {
      const share = 1 - Math.exp(-(iteration + 40 * estimator) / 900);
      const value = (6 - 0.4 * layer) * share + 1e-3 * Math.sin(iteration * (layer + 2) + seed);
      const cells = {
        quantity: estimator === 0 ? 'I(X;T)' : 'I(T;Y)',
        value,
        unit: 'bits',
        samples: 128,
        alpha: 1.01,
        sigma_x: 2.5 + 1e-6 * iteration,
        sigma_t: 0.5 + 1e-4 * value,
        bandwidth: 'silverman 5',
        method: 'exact spectrum',
      };
      builder.add({ iteration, layer, cells });
    }
    if (iteration === updates) return builder.finish();
  }
}

function curveOf() {
  return Array.from({ length: 11 }, (_, epoch) =>
    ['train', 'test'].map((split) => ({
      iteration: epoch * updatesPerEpoch,
      split,
      loss: 2.3 / (1 + epoch),
      accuracy: 1 - 0.9 / (1 + epoch),
    })),
  ).flat();
}

/** lock.json, as far as reports read it. */
const lock = {
  format: 1,
  study: 'bench-tables',
  command: 'infoplane run study.yaml',
  file: 'study.yaml',
  state: 'done',
  finished: '2026-11-30T12:00:00.000Z',
  versions: { infoplane: '0.1.0', node: process.version },
  git: null,
  numericClass: { engine: 'onnx/cpu', version: '1.30.0', device: 'cpu', threads: 1 },
  tolerance: { value: 0.1, loss: 0.05, accuracy: 0.02 },
  seeds: [1],
  data: [],
  stages: [],
};

/** From results to files, as `run` ends; the report comes after it in the same process. */
async function write(rows, folder, claims) {
  const { compile } = await import('../dist/src/index.js');
  const { ownKinds } = await import('../dist/runner/nodes/own-kinds.js');
  const { makeTables } = await import('../dist/runner/run/make-tables.js');
  const keptRows = await import('../dist/src/table/kept-rows.js');
  const { writeTables } = await import('../dist/src/table/run-tables.js');
  const text = studyOf(rows);
  const { plan, diagnostics } = await compile({ path: join(folder, 'study.yaml'), text });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  mkdirSync(join(folder, 'tables'), { recursive: true });
  const bare = megabytes();
  const results = { trainings: new Map(), estimates: new Map() };
  for (const stage of plan.stages) {
    results.trainings.set(stage.key, { curve: curveOf() });
    for (const [at, { key, probe }] of stage.branches[0].estimators.entries())
      results.estimates.set(key, rowsOf(stage, stage.probes[probe], at, keptRows));
  }
  const clock = performance.now();
  const seconds = () => Number(((performance.now() - clock) / 1000).toFixed(2));
  const tables = await makeTables(claims ? plan : { ...plan, claims: [] }, results, ownKinds);
  await writeTables(join(folder, 'tables'), tables);
  const { estimates, cases } = tables;
  say({ rows: estimates.length, cases: cases.length, seconds: seconds(), above: megabytes() - bare });
  for (const [name, content] of Object.entries({
    'plan.json': JSON.stringify(plan),
    'lock.json': JSON.stringify(lock),
    'spec.yaml': text,
    'resolved.yaml': text,
  }))
    writeFileSync(join(folder, name), content);
}

async function read(folder) {
  const { readTableColumns } = await import('../dist/src/index.js');
  const bare = megabytes();
  const clock = performance.now();
  const { estimates } = await readTableColumns(join(folder, 'tables'));
  const values = estimates.column('value').numbers();
  say({
    rows: values.length,
    seconds: Number(((performance.now() - clock) / 1000).toFixed(2)),
    above: megabytes() - bare,
  });
}

async function report(folder) {
  const { run } = await import('../dist/src/cli/commands/report.js');
  const io = {
    out: () => {},
    err: console.error,
    terminal: false,
    cwd: folder,
    env: {},
    signal: new AbortController().signal,
  };
  const bare = megabytes();
  const clock = performance.now();
  await run([folder], { out: 'runs' }, io);
  say({ seconds: Number(((performance.now() - clock) / 1000).toFixed(2)), above: megabytes() - bare });
}

/** CPU seconds of all threads since the process began. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return Number(((user + system) / 1e6).toFixed(2));
}

/** The most that this process had resident. */
function megabytes() {
  return Math.round(process.resourceUsage().maxRSS / 1000);
}

function say(found) {
  console.log(JSON.stringify({ step: given.step, ...found, cpu: cpu() }));
}

if (given.step === 'write') await write(Number(given.rows), given.folder, false);
else if (given.step === 'write with claims') await write(Number(given.rows), given.folder, true);
else if (given.step === 'read') await read(given.folder);
else if (given.step === 'report') await report(given.folder);
else {
  for (const rows of given.rows.split(',')) {
    const folder = mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
    for (const step of ['write', 'write with claims', 'read', 'report']) {
      const call = [fileURLToPath(import.meta.url), '--rows', rows, '--step', step, '--folder', folder];
      process.stdout.write(execFileSync(process.execPath, call, { stdio: ['ignore', 'pipe', 'inherit'] }));
    }
    rmSync(folder, { recursive: true });
  }
}
