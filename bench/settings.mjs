// One capture, many settings: what 5 orders x 5 bandwidths x 2 label kernels cost beside one setting, in CPU time of one process;
// all pairs of 64 feature maps; and what a row of the other quantities and kinds costs beside a row of I(X;T): `node bench/settings.mjs [--runs 5]`, after
// `npm run build`. Prints text, and last one JSON line: milliseconds for the 64 feature maps, and of all others the share of the CPU time of I(X;T).
import { parseArgs } from 'node:util';
import { estimateCapture } from '../dist/runner/estimation/estimate-capture.js';
import { createNumerics } from '../dist/runner/kernels/wasm/wasm-numerics.js';
import { ownKinds } from '../dist/runner/nodes/own-kinds.js';

const { values: given } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const runs = Number(given.runs);
const n = 128;
const numbers = (count) => Float32Array.from({ length: count }, Math.random);
const numerics = createNumerics();

/** CPU and wall milliseconds of some runs after one to warm up: medians, and the least of the clock. */
async function measured(capture, jobs) {
  const times = [];
  for (let run = 0; run <= runs; run += 1) {
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    await estimateCapture(capture, jobs, numerics, ownKinds);
    const { user, system } = process.cpuUsage(cpu);
    if (run > 0) times.push({ cpu: (user + system) / 1000, wall: performance.now() - wall });
  }
  const sorted = (key) => times.map((one) => one[key]).sort((a, b) => a - b);
  return { cpu: sorted('cpu')[runs >> 1], wall: sorted('wall')[runs >> 1], least: sorted('wall')[0] };
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
const what = '64 feature maps: redundancy, all marginals and 2,016 pairs with X';
const ofWide = await measured(wide, pairs);
show(what, ofWide);

const ksg = { quantity: 'I(X;T)', k: 3, variant: 1, norm: 'max', jitter: 0, standardise: true, base: 2 };
const information = await measured(lenet, [job('I(X;T)')]);
const shares = {};
function perRow(name, { cpu }) {
  shares[name] = cpu / information.cpu;
  console.log(`${name}: ${shares[name].toFixed(2)} of I(X;T), six layers alone`);
}
const kde = { quantity: 'I(X;T)', noiseVariance: 0.1, bound: 'upper', base: 2 };
const binning = { quantity: 'I(X;T)', edges: { adaptive: 30 }, base: 2 };
const similarity = { kernel: 'linear', width: 1, estimate: 'unbiased' };
const others = [
  ['DiME(X;T), 20 permutations', job('DiME(X;T)')],
  ['I(X;T) with 99 permutations', job('I(X;T)', { null: { permutations: 99 } })],
  ['I(T;Y) with 99 permutations', job('I(T;Y)', { null: { permutations: 99 } })],
  ['effective-rank, gaussian', job('effective-rank', { kernel: 'gaussian' })],
  ['effective-rank, linear', job('effective-rank', { kernel: 'linear' })],
  ['effective-rank, cosine', job('effective-rank', { kernel: 'cosine' })],
  ['cka CKA(X;T)', of('cka', { quantity: 'CKA(X;T)', ...similarity })],
  ['cka CKA(Ti;Tj), 15 pairs', of('cka', { quantity: 'CKA(Ti;Tj)', ...similarity })],
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
  ['kde I(X;T)', of('kde', kde)],
  ['kde I(X;T) on ten principal components', of('kde', { ...kde, reduce: { pca: 10 } })],
  ['binning I(X;T)', of('binning', binning)],
  ['binning I(X;T) on ten principal components', of('binning', { ...binning, reduce: { pca: 10 } })],
  ['discrete I(X;T)', of('discrete', { quantity: 'I(X;T)', base: 2 })],
];
for (const [name, one] of others) perRow(name, await measured(lenet, [one]));
const apart = { permutations: 20, maps: 'apart' };
const ofMaps = [
  ['redundancy', job('redundancy')],
  ['relative-redundancy', job('relative-redundancy')],
  ['redundancy against 20 permutations of maps apart', job('redundancy', { null: apart })],
  ['synergy(X;{Ti,Tj}), lower bound of 30 pairs', job('synergy(X;{Ti,Tj})', { bound: 'lower' })],
  ['redundancy(Y;{Ti,Tj}), lower bound of 30 pairs', job('redundancy(Y;{Ti,Tj})', { bound: 'lower' })],
];
const maps = { ...base, layers: layers.slice(0, 2) };
for (const [name, one] of ofMaps) perRow(`${name}, two layers of six maps`, await measured(maps, [one]));
const two = { ...lenet, other: { ...lenet, layers: layers.map(again) } };
for (const quantity of ['CKA(Ti;Uj)', 'lead(Ti;Ui)'])
  perRow(
    `cka-between ${quantity}, six layers and six`,
    await measured(two, [of('cka-between', { quantity, ...similarity })]),
  );
const together = await measured(lenet, [job('I(X;T)'), ...others.map(([, one]) => one)]);
perRow('all of one network on one capture but those of maps', together);
const { wall: milliseconds, least: fastest, cpu } = ofWide;
console.log(JSON.stringify({ what, milliseconds, fastest, cpu, shares }));

/** The layer of another network. */
function again(layer) {
  return { ...layer, values: numbers(layer.values.length) };
}
