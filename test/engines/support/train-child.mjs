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
  const options = {
    training: {
      optimizer: 'sgd',
      momentum: 0,
      batchSize: Math.max(...batches.map(({ samples }) => samples)),
      ...training,
    },
    taps: { activations: all, errors: all },
    initial: initialWeights(network, 1),
    seed: 1,
  };
  const session = await engine.open(network, options);
  const steps = [];
  for (const { samples, inputs, labels } of batches) {
    const batch = { samples, inputs: Float32Array.from(inputs), labels: Int32Array.from(labels) };
    steps.push(await session.update(batch, learningRate, true));
  }
  histories.push({
    steps,
    weights: await session.weights(),
    together: await trainTogether(network, options, batches, learningRate),
  });
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

/** The same updates without captures, of samples that were put on the device and are named by their places; null where the engine has no such updates. */
async function trainTogether(network, options, batches, learningRate) {
  const inputs = Float32Array.from(batches.flatMap((batch) => batch.inputs));
  const count = batches.reduce((sum, { samples }) => sum + samples, 0);
  const session = await engine.open(network, { ...options, samples: { count, inputs: () => inputs } });
  let from = 0;
  const placed = batches.map(({ samples, labels }) => {
    const rows = Uint32Array.from({ length: samples }, (_, at) => from + at);
    from += samples;
    return {
      samples,
      rows,
      labels: Int32Array.from(labels),
      get inputs() {
        throw new Error('a batch was sent whose samples are on the device');
      },
    };
  });
  const rates = batches.map(() => learningRate);
  const steps = session.updates ? await session.updates(placed, rates) : null;
  const weights = await session.weights();
  await session.close();
  return steps && { steps, weights };
}

/** Threads of this process, as Linux counts them; 0 elsewhere. */
function taskCount() {
  return existsSync('/proc/self/task') ? readdirSync('/proc/self/task').length : 0;
}
