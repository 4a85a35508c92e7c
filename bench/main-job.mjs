// The main job, specs/paper/figure-7-mnist.yaml: LeNet-5, batch 128, I(X;T) and I(T;Y) of six layers at every iteration,
// 20 spectra of 128 x 128. `node bench/main-job.mjs [--iterations 100] [--epochs 1] [--jobs 1] [--trials 1]
// [--warm 20] [--engine onnx/cpu] [--no-estimates] [--settings]`, after `npm run build`. `--iterations` are those of an epoch; the first `--warm`
// of each trial, which compile, are not counted, as in bench/peers. Prints one JSON line: milliseconds an iteration (from there to the last
// row, trials side by side counted together), of the clock and of the CPU, checkpoints written, and megabytes of memory at the end
// of each epoch and at the most. On Linux also, by thread of this process, milliseconds an iteration on a CPU and waiting for
// one, of the last trial; `window` is the time of that, in the microseconds that V8's profiles have (bench/profile.mjs reads them).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../dist/src/index.js';
import { threadTimes } from './thread-times.mjs';

const { values: given } = parseArgs({
  options: {
    iterations: { type: 'string', default: '100' },
    epochs: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    trials: { type: 'string', default: '1' },
    warm: { type: 'string', default: '20' },
    engine: { type: 'string', default: 'onnx/cpu' },
    'no-estimates': { type: 'boolean', default: false },
    settings: { type: 'boolean', default: false },
  },
});
const iterations = Number(given.iterations);
const trials = Number(given.trials);
const warm = Number(given.warm);
const updates = iterations * Number(given.epochs);
if (updates <= warm) throw new Error(`none of ${updates} iterations is left after the ${warm} of --warm`);
const megabytes = (bytes) => Math.round(bytes / 1e6);
const microseconds = () => Number(process.hrtime.bigint() / 1000n);

const folder = mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
/** `spans`: what is measured of each training, by its stage. */
const marks = { saves: 0, memory: [], spans: new Map() };
function listen(event) {
  if (event.event === 'stage-progress') {
    if (event.iteration >= warm && !marks.spans.has(event.stage))
      marks.spans.set(event.stage, beginSpan(event.iteration));
    if (event.iteration % iterations === 0) marks.memory.push(megabytes(process.memoryUsage.rss()));
  }
  if (event.event === 'stage-saved') marks.saves++;
  if (event.event === 'stage-finished') endSpan(marks.spans.get(event.stage));
}

function beginSpan(iteration) {
  const count = updates - iteration;
  const [used, threads] = [process.cpuUsage(), threadTimes()];
  return { count, used, threads, from: microseconds(), begun: performance.now() };
}

function endSpan(span) {
  const { user, system } = process.cpuUsage(span.used);
  span.clock = performance.now() - span.begun;
  span.cpu = (user + system) / 1000;
  span.to = microseconds();
  span.spent = threadTimes(span.threads);
}

/** Both quantities at 5 orders x 5 widths x 2 label kernels. */
function fiftySettings() {
  const estimators = {};
  for (const alpha of [0.5, 1, 1.01, 2, 5]) {
    for (const silverman of [1, 2, 5, 8, 10]) {
      for (const labelKernel of ['delta', { rbf: 0.5 }]) {
        for (const quantity of ['I(X;T)', 'I(T;Y)']) {
          const params = { quantity, alpha, bandwidth: { silverman }, labelKernel };
          const name = `e${Object.keys(estimators).length}`;
          estimators[name] = { kind: 'matrix-renyi', probe: 'forward', ...params };
        }
      }
    }
  }
  return `estimators=${JSON.stringify(estimators)}`;
}

const rows = given['no-estimates'] ? { every: iterations * 1000 } : { every: 1 };
const set = [
  `datasets.mnist.subset={train: ${iterations * 128}, test: 500}`,
  `models.lenet5.training.epochs=${given.epochs}`,
  `probes.forward.at=${JSON.stringify(rows)}`,
  // they come after what is measured, and are made for the study's ten epochs
  'claims=null',
  'reports=null',
  ...(given.settings ? [fiftySettings()] : []),
  `matrix={seed: {range: [1, ${trials}]}}`,
];
const summary = await run(
  { path: fileURLToPath(new URL('../specs/paper/figure-7-mnist.yaml', import.meta.url)), set },
  {
    out: join(folder, 'runs'),
    store: join(folder, 'store'),
    engine: given.engine,
    jobs: Number(given.jobs),
    listen,
  },
);
rmSync(folder, { recursive: true });
const all = [...marks.spans.values()];
const sum = (of) => all.reduce((total, span) => total + of(span), 0);
const counted = sum(({ count }) => count);
// what k trainings at a time take for an iteration of each makes k iterations
const milliseconds = sum(({ clock }) => clock) / counted / Math.min(Number(given.jobs), trials);
const last = all.at(-1);
console.log(
  JSON.stringify({
    what: `infoplane, ${summary.engine}, ${given.jobs} job(s), ${given['no-estimates'] ? 'training only' : given.settings ? 'fifty settings' : 'one setting'}`,
    milliseconds,
    fastest: milliseconds,
    cpu: sum(({ cpu }) => cpu) / counted,
    saves: marks.saves,
    threads: last.spent.map(({ cpu, waited }) => ({ cpu: cpu / last.count, waited: waited / last.count })),
    window: [last.from, last.to],
    memory: { epochs: marks.memory, most: Math.round(process.resourceUsage().maxRSS / 1000) },
  }),
);
