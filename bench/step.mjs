// One training step: `node bench/step.mjs [--network lenet5|lenet5-wide|vgg11-like|resnet8|resnet20] [--engine onnx/cpu] [--batch 128]
// [--threads 1] [--taps none|T|P|Td|Pd] [--lowering fast|plain] [--steps 60] [--warm 20] [--together 1] [--profile 8]`, after `npm run build`. LeNet-5 (`wide`: of 32
// and 64 filters, as in Figure 6) on 28 x 28, the others as in specs/networks on 3 x 32 x 32. Taps of all layers but the last: T_k as tensors (T) or as inner products
// (P), with d_k beside (d). Prints one JSON line, as bench/peers/step.py does: milliseconds a step by the clock (median and
// fastest) and of the CPU (all threads, mean); the first `--warm` are not counted. With `--profile N` it also has the N kinds of node that take longest, as ONNX
// Runtime times them (which slows the step down), in milliseconds a step; of tfjs/native and tfjs/cuda the calls into TensorFlow.
// `--together K`: as a training does it on a device between two rows: of 60 batches that lie there, K updates one after another, then their losses.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { lenet5 } from '../dist/runner/engines/chain-layers.js';
import { openEngine } from '../dist/runner/engines/choose.js';
import { openOnnxEngine } from '../dist/runner/engines/onnx/onnx-engine.js';
import { InferenceSession } from '../dist/runner/engines/onnx/onnx-runtime.js';
import { initialWeights } from '../dist/runner/engines/weights.js';
import { randomStream } from '../dist/runner/random/stream.js';
import { compile } from '../dist/src/index.js';
import { profileBinding } from './profile-binding.mjs';

const { values: given } = parseArgs({
  options: {
    network: { type: 'string', default: 'lenet5' },
    engine: { type: 'string', default: 'onnx/cpu' },
    batch: { type: 'string', default: '128' },
    threads: { type: 'string', default: '1' },
    taps: { type: 'string', default: 'none' },
    lowering: { type: 'string' },
    steps: { type: 'string', default: '60' },
    warm: { type: 'string', default: '20' },
    together: { type: 'string', default: '1' },
    profile: { type: 'string' },
  },
});
const samples = Number(given.batch);
const threads = Number(given.threads);
const steps = Number(given.steps);
const together = Number(given.together);

const native = ['tfjs/native', 'tfjs/cuda'].includes(given.engine);
const onnxProfile = given.profile && !native ? profileSessions() : null;
const network = given.network === 'lenet5' ? lenet5('sigmoid') : await networkOf(given.network);
const features = network.input.reduce((product, length) => product * length);
const stream = randomStream(1, 'bench');
const batch = {
  samples,
  inputs: Float32Array.from({ length: samples * features }, () => stream.next()),
  labels: Int32Array.from({ length: samples }, () => stream.integer(10)),
};
const lying = 60;
const rows = (at) => Uint32Array.from({ length: samples }, (_, place) => (at % lying) * samples + place);
const tapped = network.layers.slice(0, -1).map((_, layer) => layer);
const wants = (what) => given.taps.includes(what);
const engine = given.lowering
  ? await openOnnxEngine({ threads, lowering: given.lowering })
  : await openEngine(given.engine, { threads, warn: (message) => console.error(message) });
const session = await engine.open(network, {
  training: { optimizer: 'sgd', momentum: 0, batchSize: samples },
  taps: {
    activations: wants('T') ? tapped : [],
    errors: given.taps !== 'none' && wants('d') ? tapped : [],
    products: wants('P') ? tapped.map((layer) => ({ layer, longest: Number.MAX_VALUE })) : [],
  },
  initial: initialWeights(network, 1),
  seed: 1,
  ...(together > 1 && { samples: { count: lying * samples, inputs: lyingSamples } }),
});
if (together > 1 && !session.updates) throw new Error(`${given.engine} does one update at a time`);
const some = (from) => Array.from({ length: together }, (_, at) => ({ ...batch, rows: rows(from + at) }));
const rates = Array(together).fill(0.1);
const step = (at) =>
  together > 1
    ? session.updates(some(at * together), rates)
    : session.update(batch, 0.1, given.taps !== 'none');
for (let i = 0; i < Number(given.warm); i++) await step(i);
const nativeProfile = given.profile && native ? profileBinding() : null;

const times = [];
const used = process.cpuUsage();
for (let i = 0; i < steps; i++) {
  const started = performance.now();
  await step(i);
  times.push((performance.now() - started) / together);
}
const { user, system } = process.cpuUsage(used);
times.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    what: `infoplane, ${engine.numericClass.engine} on ${engine.numericClass.device}, ${threads} thread(s)`,
    milliseconds: times[Math.floor(steps / 2)],
    fastest: times[0],
    cpu: (user + system) / 1000 / steps / together,
    ...(given.profile
      ? { nodes: (onnxProfile ?? nativeProfile).slowest(Number(given.profile), steps * together) }
      : {}),
  }),
);

/** The batch, again and again. */
function lyingSamples() {
  const all = new Float32Array(lying * batch.inputs.length);
  for (let at = 0; at < lying; at++) all.set(batch.inputs, at * batch.inputs.length);
  return all;
}

/** A network of specs/networks as the plan has it: LeNet-5 with more filters, the others for images of 3 x 32 x 32. */
async function networkOf(name) {
  const wide = name === 'lenet5-wide';
  const set = wide
    ? ['models.lenet5.layers.C1.filters=32', 'models.lenet5.layers.C2.filters=64']
    : ['datasets.mnist={kind: cifar-10}'];
  const path = fileURLToPath(
    new URL(`../specs/networks/${wide ? 'lenet5-sigmoid' : name}.yaml`, import.meta.url),
  );
  const { plan } = await compile({ path, set });
  return plan.stages[0].network;
}

/** From here on ONNX Runtime writes down how long each node takes. */
function profileSessions() {
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-profile-'));
  const sessions = [];
  const create = InferenceSession.create.bind(InferenceSession);
  InferenceSession.create = async (model, options) => {
    const profiled = {
      ...options,
      enableProfiling: true,
      profileFilePrefix: join(folder, String(sessions.length)),
    };
    const session = await create(model, profiled);
    sessions.push(session);
    return session;
  };
  return {
    slowest(count) {
      // the last one is the step; one before it may have asked what the processor can do
      const last = sessions.length - 1;
      sessions[last].endProfiling();
      const events = readdirSync(folder)
        .filter((name) => name.startsWith(`${last}_`))
        .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
      rmSync(folder, { recursive: true });
      const runs = events.filter(({ name }) => name === 'model_run').length;
      const totals = new Map();
      for (const { cat, name, dur, args } of events) {
        if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
        const kind = `${args.op_name} (${args.provider.replace('ExecutionProvider', '')})`;
        totals.set(kind, (totals.get(kind) ?? 0) + dur);
      }
      const sorted = [...totals].sort(([, a], [, b]) => b - a).slice(0, count);
      return Object.fromEntries(sorted.map(([kind, microseconds]) => [kind, microseconds / 1000 / runs]));
    },
  };
}
