// Trains networks on one engine in a process of its own: `node train-child.mjs ENGINE FOLDER [THREADS]`. FOLDER/cases.json holds the
// cases; the histories go to FOLDER/histories.json. Tensors are arrays of numbers there.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine } from '../../../dist/runner/engines/choose.js';
import { initialWeights } from '../../../dist/runner/engines/weights.js';

const [name, folder, threads] = process.argv.slice(2);
const tasks = taskCount();
const engine = await openEngine(name, { warn: () => {}, ...(threads && { threads: Number(threads) }) });
const histories = [];
for (const { network, batches, learningRate, training } of JSON.parse(
  readFileSync(join(folder, 'cases.json'), 'utf8'),
)) {
  const all = network.layers.map((_, index) => index);
  const session = await engine.open(network, {
    training: {
      optimizer: 'sgd',
      momentum: 0,
      batchSize: Math.max(...batches.map(({ samples }) => samples)),
      ...training,
    },
    taps: { activations: all, errors: all },
    initial: initialWeights(network, 1),
    seed: 1,
  });
  const steps = [];
  for (const { samples, inputs, labels } of batches) {
    const batch = { samples, inputs: Float32Array.from(inputs), labels: Int32Array.from(labels) };
    steps.push(await session.update(batch, learningRate, true));
  }
  histories.push({ steps, weights: await session.weights() });
  await session.close();
}
await engine.close();

const plain = (_key, value) => {
  if (value instanceof Float32Array) return { floats: [...value] };
  if (value instanceof Map) return { entries: [...value] };
  return value;
};
writeFileSync(
  join(folder, 'histories.json'),
  JSON.stringify({ device: engine.numericClass, histories, tasks: taskCount() - tasks }, plain),
);

/** Threads of this process, as Linux counts them; 0 elsewhere. */
function taskCount() {
  return existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : 0;
}
