// One training step of LeNet-5: `node bench/step.mjs [--engine onnx/cpu] [--batch 128] [--threads 1] [--taps none|T|Td]
// [--lowering fast|plain] [--steps 60]`, after `npm run build`. Prints one JSON line, as bench/peers/step.py does:
// milliseconds a step by the clock (median and fastest) and of the CPU (all threads, mean).
import { parseArgs } from 'node:util';
import { lenet5 } from '../dist/runner/engines/chain-layers.js';
import { openEngine } from '../dist/runner/engines/choose.js';
import { openOnnxEngine } from '../dist/runner/engines/onnx/onnx-engine.js';
import { initialWeights } from '../dist/runner/engines/weights.js';
import { randomStream } from '../dist/runner/random/stream.js';

const { values: given } = parseArgs({
  options: {
    engine: { type: 'string', default: 'onnx/cpu' },
    batch: { type: 'string', default: '128' },
    threads: { type: 'string', default: '1' },
    taps: { type: 'string', default: 'none' },
    lowering: { type: 'string' },
    steps: { type: 'string', default: '60' },
  },
});
const samples = Number(given.batch);
const threads = Number(given.threads);
const steps = Number(given.steps);

const network = lenet5('sigmoid');
const stream = randomStream(1, 'bench');
const batch = {
  samples,
  inputs: Float32Array.from({ length: samples * 784 }, () => stream.next()),
  labels: Uint8Array.from({ length: samples }, () => stream.integer(10)),
};
const six = [0, 1, 2, 3, 4, 5];
const engine = given.lowering
  ? await openOnnxEngine({ threads, lowering: given.lowering })
  : await openEngine(given.engine, { threads, warn: (message) => console.error(message) });
const session = await engine.open(network, {
  training: { optimizer: 'sgd', momentum: 0, batchSize: samples },
  taps: { activations: given.taps === 'none' ? [] : six, errors: given.taps === 'Td' ? six : [] },
  initial: initialWeights(network, 1),
});
const step = () => session.update(batch, 0.1, given.taps !== 'none');
for (let i = 0; i < 5; i++) await step();

const times = [];
const used = process.cpuUsage();
for (let i = 0; i < steps; i++) {
  const started = performance.now();
  await step();
  times.push(performance.now() - started);
}
const { user, system } = process.cpuUsage(used);
times.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    what: `infoplane, ${engine.numericClass.engine} on ${engine.numericClass.device}, ${threads} thread(s)`,
    milliseconds: times[Math.floor(steps / 2)],
    fastest: times[0],
    cpu: (user + system) / 1000 / steps,
  }),
);
