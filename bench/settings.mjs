// One capture, many settings: what 5 orders x 5 bandwidths x 2 label kernels cost beside one setting, in CPU time of one process;
// and all pairs of 64 feature maps. Run `npm run build` first, then `node bench/settings.mjs`.
import { estimateCapture } from '../dist/runner/estimation/estimate-capture.js';
import { createNumerics } from '../dist/runner/kernels/wasm/wasm-numerics.js';

const n = 128;
const numbers = (count) => Float32Array.from({ length: count }, Math.random);
const numerics = createNumerics();

/** Median CPU and wall milliseconds of five runs after one to warm up. */
async function measured(capture, jobs) {
  const times = [];
  for (let run = 0; run < 6; run += 1) {
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    await estimateCapture(capture, jobs, numerics);
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
