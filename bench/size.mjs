// Cost against the number of samples: H(T) of 40 random features, in CPU milliseconds of one thread, split into distances, Gram
// matrix and spectrum, with the peak of the process's memory: `node bench/size.mjs [--sizes 64,128,...] [--lanczos-from 4097]`,
// after `npm run build`. Each size runs in a process of its own, so that the memory is its own. `--tiles 16384,65536` takes one pass over
// the tiles of H(X) of 784 features instead, with 20 vectors: an estimate takes 20 of them. Each line has also as `milliseconds` (of the
// clock) and `cpu` what the eigenvalues of a matrix took, or a pass; `--only 4096` prints the line of that size alone.
// `--threads 2` lets others help with tiles, and with spectra of more than 1,600 samples.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { threadedStrips } from '../dist/runner/estimation/strip-threads.js';
import { threadedCrew } from '../dist/runner/estimation/tile-threads.js';
import { gaussianGram } from '../dist/runner/kernels/gaussian-gram.js';
import { lanczosQuadrature } from '../dist/runner/kernels/lanczos-quadrature.js';
import { newMatrix } from '../dist/runner/kernels/matrix-stock.js';
import { quadratureEntropy } from '../dist/runner/kernels/quadrature-entropy.js';
import { rationalPower } from '../dist/runner/kernels/rational-power.js';
import { packTileSamples } from '../dist/runner/kernels/tiles/tile-samples.js';
import { tiledQuadratures } from '../dist/runner/kernels/tiles/tiled-quadrature.js';
import { createNumerics } from '../dist/runner/kernels/wasm/wasm-numerics.js';
import { stripWorkerFile, tileWorkerFile } from '../dist/runner/workers/estimation-worker-file.js';

const { values: given } = parseArgs({
  options: {
    sizes: { type: 'string', default: '64,128,256,512,1024,2048,4096,8192' },
    'lanczos-from': { type: 'string', default: '4097' },
    tiles: { type: 'string' },
    only: { type: 'string' },
    threads: { type: 'string', default: '1' },
  },
});
const threads = Number(given.threads);
const named = threads === 1 ? 'one thread' : `${threads} threads`;

/** CPU milliseconds of the fastest of some runs, those of the clock, and the last result. */
function timed(times, work) {
  let [least, clock] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let result;
  for (let run = 0; run < times; run++) {
    const [used, begun] = [process.cpuUsage(), performance.now()];
    result = work();
    const { user, system } = process.cpuUsage(used);
    least = Math.min(least, (user + system) / 1000);
    clock = Math.min(clock, performance.now() - begun);
  }
  return { least, clock, result };
}

/** As bench/run.mjs reads it. */
function asJob(what, { least, clock }, together = 1) {
  const milliseconds = clock / together;
  return { what, milliseconds, fastest: milliseconds, cpu: least / together };
}

function measure(n) {
  const numerics = createNumerics('wasm-fma', newMatrix, threadedStrips(stripWorkerFile, threads));
  let state = 1;
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const samples = { values: Float32Array.from({ length: n * 40 }, next), n, d: 40 };
  const times = n <= 512 ? 12 : n <= 1024 ? 5 : 1;
  // the kernel solves four matrices side by side; above 1,024 samples one after another
  const together = n <= 1024 ? 4 : 1;
  const distances = timed(times, () => numerics.squaredDistances(samples));
  const gram = timed(times, () => gaussianGram([{ distances: distances.result, sigma: 1 }], n));
  const products = Array.from({ length: together }, () => [gram.result]);
  const line = { n, distances: distances.least, gram: gram.least };
  if (n >= Number(given['lanczos-from'])) {
    const lanczos = timed(1, () =>
      quadratureEntropy(lanczosQuadrature([gram.result], { probes: 20, steps: 40 }, next), 1.01),
    );
    const job = asJob(`Lanczos, n = ${n}, one thread`, lanczos);
    Object.assign(line, { lanczos: lanczos.least, stderr: lanczos.result.stderr, ...job });
  } else {
    const exact = timed(times, () => numerics.eigenvaluesBatch(products, n));
    const job = asJob(`all eigenvalues, n = ${n}, ${named}`, exact, together);
    Object.assign(line, { exact: exact.least / together, ...job });
    if (n <= 1024) {
      line.single = timed(times, () => numerics.eigenvaluesBatch(products, n, 'single')).least / together;
      const power = rationalPower(1.01);
      line.rational = timed(times, () => numerics.excesses(products, n, power, n)).least / together;
    }
  }
  console.log(JSON.stringify({ ...line, megabytes: Math.round(process.resourceUsage().maxRSS / 1000) }));
}

/** One pass over the tiles of a matrix, and the memory that 20 steps would take beside. */
function measureTiles(n) {
  const numerics = createNumerics();
  let state = 1;
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const values = Float32Array.from({ length: n * 784 }, () => Math.max(0, 5 * next() - 4));
  const order = Uint32Array.from({ length: n }, (_, at) => at);
  const packing = timed(1, () => packTileSamples({ values, n, d: 784 }, order));
  const kernels = [{ terms: [{ source: 0, scale: 1 }], whole: 0, ofClasses: null }];
  const job = { n, sources: [packing.result], kernels, classes: null };
  const size = { probes: 20, steps: 1 };
  const start = () => Float64Array.from({ length: n * 20 }, () => (next() < 0.5 ? -1 : 1) / Math.sqrt(n));
  const tiles = threadedCrew(numerics, tileWorkerFile, threads).open(job);
  let pass = null;
  const all = timed(1, () =>
    tiledQuadratures(n, [{ size, start }], (vectors, squares) => {
      pass = timed(1, () => tiles.pass(vectors, squares));
    }),
  );
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1000);
  tiles.close();
  const more = Math.round((19 * 20 * 8 * n) / 1e6);
  console.log(
    JSON.stringify({
      n,
      packing: packing.least,
      pass: pass.least,
      beside: all.least - pass.least,
      megabytes,
      'of 20 steps': megabytes + more,
      ...asJob(`a pass over tiles, n = ${n}, ${named}`, pass),
    }),
  );
}

if (given.only) (given.tiles ? measureTiles : measure)(Number(given.only));
else {
  for (const n of (given.tiles ?? given.sizes).split(',')) {
    const file = fileURLToPath(import.meta.url);
    const options = [
      '--only',
      n,
      '--lanczos-from',
      given['lanczos-from'],
      ...(given.tiles ? ['--tiles', n] : []),
      '--threads',
      given.threads,
    ];
    process.stdout.write(execFileSync(process.execPath, [file, ...options]));
  }
}
