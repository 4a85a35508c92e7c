// One capture, many settings: what 5 orders x 5 bandwidths x 2 label kernels cost beside one setting, in CPU time of one process;
// all pairs of 64 feature maps; and what a row of the other quantities and kinds costs beside a row of I(X;T). Run `npm run build` first, then `node bench/settings.mjs`.
import { estimateCapture } from '../dist/runner/estimation/estimate-capture.js';
import { createNumerics } from '../dist/runner/kernels/wasm/wasm-numerics.js';
import { ownKinds } from '../dist/runner/nodes/own-kinds.js';

const n = 128;
const numbers = (count) => Float32Array.from({ length: count }, Math.random);
const numerics = createNumerics();

/** Median CPU and wall milliseconds of five runs after one to warm up. */
async function measured(capture, jobs) {
  const times = [];
  for (let run = 0; run < 6; run += 1) {
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    await estimateCapture(capture, jobs, numerics, ownKinds);
    const { user, system } = process.cpuUsage(cpu);
    if (run > 0) times.push({ cpu: (user + system) / 1000, wall: performance.now() - wall });
  }
  const median = (key) => times.map((one) => one[key]).sort((a, b) => a - b)[2];
  return { cpu: median('cpu'), wall: median('wall') };
}

const job = (quantity, over = {}) => ({
  kind: 'matrix-renyi',
  params: { probe: 'p', quantity, alpha: 1.01, bandwidth: { silverman: 5 }, ...over },
});
const of = (kind, params) => ({ kind, params: { probe: 'p', ...params } });
const layers = [
  [6, 576],
  [6, 144],
  [16, 64],
  [16, 16],
  [1, 120],
  [1, 84],
].map(([channels, features], index) => ({
  index,
  channels,
  features,
  values: numbers(n * channels * features),
}));
const base = {
  iteration: 0,
  samples: n,
  classes: 10,
  inputs: numbers(n * 784),
  labels: Int32Array.from({ length: n }, () => 10 * Math.random()),
  lossError: new Float32Array(),
};

const lenet = { ...base, layers };
const both = (over) => [job('I(X;T)', over), job('I(T;Y)', over)];
const all = [0.5, 1, 1.01, 2, 5].flatMap((alpha) =>
  [1, 2, 5, 8, 10].flatMap((h) =>
    ['delta', { rbf: 0.5 }].flatMap((labelKernel) =>
      both({ alpha, bandwidth: { silverman: h }, labelKernel }),
    ),
  ),
);
const one = await measured(lenet, both({}));
const bandwidths = await measured(
  lenet,
  [1, 2, 5, 8, 10].flatMap((h) => both({ bandwidth: { silverman: h } })),
);
const orders = await measured(
  lenet,
  [0.5, 1, 1.01, 3, 5].flatMap((alpha) => both({ alpha })),
);
const many = await measured(lenet, all);
const show = (name, { cpu, wall }) => console.log(`${name}: ${cpu.toFixed(0)} ms CPU, ${wall.toFixed(0)} ms`);
show('LeNet-5, I(X;T) and I(T;Y) of six layers, one setting', one);
show('five orders', orders);
show('five bandwidths', bandwidths);
show('5 orders x 5 bandwidths x 2 label kernels', many);
console.log(`estimation alone, beside one setting: ${(many.cpu / one.cpu).toFixed(1)} times`);

const wide = { ...base, layers: [{ index: 0, channels: 64, features: 144, values: numbers(n * 64 * 144) }] };
const pairs = ['redundancy', 'I(X;Tc)', 'I(X;{Ti,Tj})', 'trade-off', 'non-redundant'].map((quantity) =>
  job(quantity),
);
show('64 feature maps: redundancy, all marginals and 2,016 pairs with X', await measured(wide, pairs));

const ksg = { quantity: 'I(X;T)', k: 3, variant: 1, norm: 'max', jitter: 0, standardise: true, base: 2 };
const information = await measured(lenet, [job('I(X;T)')]);
const perRow = (name, { cpu }) =>
  console.log(`${name}: ${(cpu / information.cpu).toFixed(2)} of I(X;T), six layers alone`);
const others = [
  ['DiME(X;T), 20 permutations', job('DiME(X;T)')],
  ['I(X;T) with 99 permutations', job('I(X;T)', { null: { permutations: 99 } })],
  ['I(T;Y) with 99 permutations', job('I(T;Y)', { null: { permutations: 99 } })],
  ['effective-rank, gaussian', job('effective-rank', { kernel: 'gaussian' })],
  ['effective-rank, cosine', job('effective-rank', { kernel: 'cosine' })],
  ['cka CKA(X;T)', of('cka', { quantity: 'CKA(X;T)', kernel: 'linear', width: 1, estimate: 'unbiased' })],
  [
    'cka CKA(Ti;Tj), 15 pairs',
    of('cka', { quantity: 'CKA(Ti;Tj)', kernel: 'linear', width: 1, estimate: 'unbiased' }),
  ],
  ...['two-nn', 'mle', 'participation-ratio'].map((method) => [
    `intrinsic-dimension ${method}`,
    of('intrinsic-dimension', { quantity: 'dimension', of: 'T', method, k: 10 }),
  ]),
  [
    'sliced SI(X;T), 100 slices',
    of('sliced', { quantity: 'SI(X;T)', slices: 100, dimensions: 1, k: 3, base: 2 }),
  ],
  ['ksg I(X;T)', of('ksg', ksg)],
  ['ksg I(X;T) on ten principal components', of('ksg', { ...ksg, reduce: { pca: 10 } })],
  ['discrete I(X;T)', of('discrete', { quantity: 'I(X;T)', base: 2 })],
];
for (const [name, one] of others) perRow(name, await measured(lenet, [one]));
const together = await measured(lenet, [job('I(X;T)'), ...others.map(([, one]) => one)]);
perRow('all of them on one capture', together);
