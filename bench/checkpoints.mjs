// What a checkpoint of the main job costs: LeNet-5 (optionally with Adam's two tensors beside each weight) and the rows of
// ten seconds of figure-7-mnist. `node bench/checkpoints.mjs [--saves 200] [--slots 0] [--iterations 250]`, after
// `npm run build`. Prints one JSON line: milliseconds of the CPU (all threads) and of the clock a checkpoint, its bytes.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lenet5 } from '../dist/runner/engines/chain-layers.js';
import { initialWeights } from '../dist/runner/engines/weights.js';
import { KeptCheckpoints } from '../dist/runner/store/checkpoints.js';

const { values: given } = parseArgs({
  options: {
    saves: { type: 'string', default: '200' },
    slots: { type: 'string', default: '0' },
    iterations: { type: 'string', default: '250' },
  },
});
const saves = Number(given.saves);
const perSave = Number(given.iterations);

const weights = initialWeights(lenet5('sigmoid'), 1).flatMap((record, layer) =>
  Object.entries(record).map(([name, values]) => [`${layer}:${name}`, { shape: [values.length], values }]),
);
const copies = Array.from({ length: 1 + Number(given.slots) }, (_, slot) => slot);
const tensors = new Map(copies.flatMap((slot) => weights.map(([name, one]) => [`${slot}:${name}`, one])));
const rows = (from, quantity) =>
  Array.from({ length: 6 * perSave }, (_, i) => ({
    iteration: from + Math.floor(i / 6),
    layer: i % 6,
    cells: {
      channel: null,
      quantity,
      value: 7 * Math.random(),
      unit: 'bits',
      samples: 128,
      alpha: 1.01,
      sigma_x: 4.985,
      sigma_t: 1 + Math.random(),
      bandwidth: 'silverman 5',
      method: 'exact',
      flag: null,
    },
  }));

const store = mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
const checkpoints = new KeptCheckpoints(store, 'bench', {
  seconds: 0,
  now: () => performance.now(),
  warn: (message) => console.error(message),
  tell: () => {},
  captures: { marks: async () => ({}), suffices: async () => true, resume: async () => {} },
  hold: { holds: async () => true },
});
const parts = Array.from({ length: 20 }, (_, i) => ({
  a: rows(i * perSave, 'I(X;T)'),
  b: rows(i * perSave, 'I(T;Y)'),
}));
const begun = performance.now();
const used = process.cpuUsage();
for (let save = 1; save <= saves; save++) {
  const moment = {
    iteration: save * perSave,
    session: { updates: save * perSave, tensors },
    stretch: { loss: 1.5, correct: 3, seen: 128 },
  };
  await checkpoints.save(
    moment,
    Promise.resolve({ estimates: parts[save % parts.length], curve: [], means: {} }),
  );
}
const { user, system } = process.cpuUsage(used);
const clock = performance.now() - begun;
const folder = join(store, 'checkpoints', 'bench');
const bytes = Object.fromEntries(
  readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]),
);
rmSync(store, { recursive: true });
const state = Math.max(...Object.entries(bytes).map(([name, size]) => (name === 'rows' ? 0 : size)));
console.log(
  JSON.stringify({
    what: `a checkpoint of LeNet-5 with the rows of ${perSave} iterations`,
    milliseconds: clock / saves,
    cpu: (user + system) / 1000 / saves,
    bytes: { state, rows: Math.round(bytes.rows / saves) },
  }),
);
