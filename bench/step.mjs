// Milliseconds of one LeNet-5 training step on onnx/cpu: `npm run build && node bench/step.mjs [batch] [activation] [threads]`.
// The variants run in turn, round after round, so that a drifting machine hits all alike; medians over the rounds.
import { lenet5 } from '../dist/runner/engines/chain-layers.js';
import { openOnnxEngine } from '../dist/runner/engines/onnx/onnx-engine.js';
import { initialWeights } from '../dist/runner/engines/weights.js';
import { randomStream } from '../dist/runner/random/stream.js';

const samples = Number(process.argv[2] ?? 128);
const activation = process.argv[3] ?? 'sigmoid';
const threads = Number(process.argv[4] ?? 1);
const rounds = 15;
const stepsPerRound = 20;

const network = lenet5(activation);
const stream = randomStream(1, 'bench');
const batch = {
  samples,
  inputs: Float32Array.from({ length: samples * 784 }, () => stream.next()),
  labels: Uint8Array.from({ length: samples }, () => stream.integer(10)),
};
const six = [0, 1, 2, 3, 4, 5];
const variants = [
  ['fast', 'fast', false, six, six],
  ['fast, six T and six d', 'fast', true, six, six],
  ['fast, six T', 'fast', true, six, []],
  ['plain', 'plain', false, six, six],
  ['plain, six T and six d', 'plain', true, six, six],
];

const runs = [];
for (const [name, lowering, capture, activations, errors] of variants) {
  const engine = await openOnnxEngine({ lowering, threads });
  const session = await engine.open(network, {
    training: { optimizer: 'sgd', momentum: 0, batchSize: samples },
    taps: { activations, errors },
    initial: initialWeights(network, 1),
  });
  const started = performance.now();
  await session.update(batch, 0.1, capture);
  const first = performance.now() - started;
  runs.push({ name, first, times: [], step: () => session.update(batch, 0.1, capture) });
}
for (let round = 0; round < rounds; round++) {
  for (const run of runs) {
    const started = performance.now();
    for (let i = 0; i < stepsPerRound; i++) await run.step();
    run.times.push((performance.now() - started) / stepsPerRound);
  }
}
console.log(`LeNet-5, ${activation}, batch ${samples}, ${threads} thread(s)`);
for (const { name, first, times } of runs) {
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)].toFixed(2);
  console.log(
    `${name.padEnd(24)} ${median} ms a step (fastest ${times[0].toFixed(2)}), graph built in ${first.toFixed(0)} ms`,
  );
}
