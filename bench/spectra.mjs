// Spectra of Gaussian Gram matrices: `node bench/spectra.mjs [--n 128] [--count 20] [--threads 1|2] [--build wasm-fma]
// [--precision double|single] [--repeats 30] [--warm 20] [--engine tfjs/cuda]`, after `npm run build`. With 2 threads a worker takes half; with an
// engine (tfjs/native, tfjs/cuda) TensorFlow does it, in one call and with that many threads. Prints one JSON line: milliseconds for all of
// them, median and least of the repeats after the first `--warm`, by the clock and of CPU time of all threads.
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { openNativeSpectra } from '../dist/runner/engines/tfjs/native-spectra.js';
import { createNumerics } from '../dist/runner/kernels/wasm/wasm-numerics.js';

/** Gaussian Gram matrices of samples of 40 features, of widths from narrow to wide. */
function makeMatrices(n, count) {
  let state = 1;
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const numerics = createNumerics();
  return Array.from({ length: count }, (_, k) => {
    const samples = { values: Float64Array.from({ length: n * 40 }, next), n, d: 40 };
    const scale = 1 / (0.5 + 0.4 * k);
    return [numerics.squaredDistances(samples).map((distance) => Math.exp(-scale * distance))];
  });
}

/** Waits for the round to change, solves, counts itself done. */
function serve({ n, count, build, precision, control }) {
  const matrices = makeMatrices(n, count);
  const numerics = createNumerics(build);
  for (let round = 0; ; round++) {
    Atomics.add(control, 1, 1);
    Atomics.notify(control, 1);
    Atomics.wait(control, 0, round);
    if (Atomics.load(control, 0) < 0) return;
    numerics.eigenvaluesBatch(matrices, n, precision);
  }
}

/** What takes the matrices: infoplane's own kernels, or TensorFlow. */
async function solverOf(engine, { numerics, n, threads, precision }) {
  if (!engine) return (matrices) => numerics.eigenvaluesBatch(matrices, n, precision);
  const { eigenvalues } = await openNativeSpectra(engine, threads);
  return (matrices) =>
    eigenvalues(
      matrices.map(([matrix]) => matrix),
      n,
    );
}

async function measure() {
  const { values: given } = parseArgs({
    options: {
      n: { type: 'string', default: '128' },
      count: { type: 'string', default: '20' },
      threads: { type: 'string', default: '1' },
      build: { type: 'string', default: 'wasm-fma' },
      precision: { type: 'string', default: 'double' },
      repeats: { type: 'string', default: '30' },
      warm: { type: 'string', default: '20' },
      engine: { type: 'string' },
    },
  });
  const [n, count, threads, repeats, warm] = ['n', 'count', 'threads', 'repeats', 'warm'].map((name) =>
    Number(given[name]),
  );
  const helped = threads === 2 && !given.engine ? 2 * Math.floor(count / 4) : 0;
  const control = new Int32Array(new SharedArrayBuffer(8));
  const numerics = createNumerics(given.build);
  const matrices = makeMatrices(n, count - helped);
  const solve = await solverOf(given.engine, { numerics, n, threads, precision: given.precision });
  if (helped > 0) {
    const { build, precision } = given;
    new Worker(new URL(import.meta.url), { workerData: { n, count: helped, build, precision, control } });
    Atomics.wait(control, 1, 0);
  }
  const times = [];
  for (let round = 1; round <= repeats + warm; round++) {
    const [used, begun] = [process.cpuUsage(), performance.now()];
    if (helped > 0) {
      Atomics.store(control, 0, round);
      Atomics.notify(control, 0);
    }
    solve(matrices);
    while (helped > 0 && Atomics.load(control, 1) <= round) Atomics.wait(control, 1, round, 1000);
    const { user, system } = process.cpuUsage(used);
    if (round > warm) times.push({ clock: performance.now() - begun, cpu: (user + system) / 1000 });
  }
  Atomics.store(control, 0, -1);
  Atomics.notify(control, 0);
  const sorted = (key) => times.map((time) => time[key]).sort((a, b) => a - b);
  console.log(
    JSON.stringify({
      what: `infoplane, ${given.engine ?? numerics.name}, ${given.precision}, ${count} spectra, n = ${n}, ${threads} thread(s)`,
      milliseconds: sorted('clock')[repeats >> 1],
      fastest: sorted('clock')[0],
      cpu: sorted('cpu')[repeats >> 1],
    }),
  );
}

if (isMainThread) await measure();
else serve(workerData);
