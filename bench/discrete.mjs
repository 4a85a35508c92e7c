// `discrete` of a quantised layer: n samples of so many units of `--bits`, the states hashed in pieces as a training hands them over, then
// H(T) and I(T;Y): `node bench/discrete.mjs [--samples 60000] [--units 1000] [--bits 4]`, after `npm run build`. A process of its own, so that the memory is its
// own. Prints one JSON line: milliseconds of the clock and of the CPU for hashing, grouping and both quantities, and megabytes of memory at the most.
import { parseArgs } from 'node:util';
import { estimateCapture } from '../dist/runner/estimation/estimate-capture.js';
import { stateHashes, stateWords } from '../dist/runner/kernels/shannon/state-hashes.js';
import { createNumerics } from '../dist/runner/kernels/wasm/wasm-numerics.js';
import { ownKinds } from '../dist/runner/nodes/own-kinds.js';

const { values: given } = parseArgs({
  options: {
    samples: { type: 'string', default: '60000' },
    units: { type: 'string', default: '1000' },
    bits: { type: 'string', default: '4' },
  },
});
const [n, units, bits] = [given.samples, given.units, given.bits].map(Number);
/** Three quarters of the states; the last quarter of the samples has those of the first. */
const distinct = Math.ceil(0.75 * n);
const piece = 2048;
const levels = 2 ** bits;

const spent = { hashing: 0, rows: 0, cpu: 0 };
async function timed(part, work) {
  const [used, begun] = [process.cpuUsage(), performance.now()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  spent[part] += performance.now() - begun;
  spent.cpu += (user + system) / 1000;
  return result;
}

/** Fills in what the units make of samples from a number on: numbers that follow from the state's number. */
function fill(values, from, count) {
  for (let i = 0; i < count; i++) {
    let word = (Math.imul(((from + i) % distinct) + 1, 0x9e3779b1) | 1) >>> 0;
    for (let k = 0; k < units; k++) {
      word ^= word << 13;
      word ^= word >>> 17;
      word ^= word << 5;
      values[i * units + k] = ((word >>> 7) % levels) / (levels - 1);
    }
  }
}

const states = new Uint32Array(stateWords * n);
const values = new Float32Array(piece * units);
for (let from = 0; from < n; from += piece) {
  const count = Math.min(piece, n - from);
  fill(values, from, count);
  const part = values.subarray(0, count * units);
  await timed('hashing', () => states.set(stateHashes(part, count), stateWords * from));
}
const nothing = new Float32Array();
const capture = {
  iteration: 0,
  samples: n,
  classes: 10,
  inputs: nothing,
  labels: Int32Array.from({ length: n }, (_, i) => i % 10),
  layers: [{ index: 0, channels: 1, features: units, values: nothing, states }],
  lossError: nothing,
};
const job = (quantity) => ({ kind: 'discrete', params: { probe: 'p', quantity, base: 2 } });
const [[{ cells }]] = await timed('rows', () =>
  estimateCapture(capture, [job('H(T)'), job('I(T;Y)')], createNumerics(), ownKinds),
);
const entropy = Math.log2(n) - (2 * (n - distinct)) / n;
if (Math.abs(cells.value - entropy) > 1e-6) throw new Error(`H(T) is ${cells.value}, and not ${entropy}`);
const milliseconds = spent.hashing + spent.rows;
console.log(
  JSON.stringify({
    what: `discrete, ${n} samples of ${units} units of ${bits} bits`,
    milliseconds,
    fastest: milliseconds,
    ...spent,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1000),
  }),
);
