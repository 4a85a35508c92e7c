// A ResNet-18 with random weights as an ONNX file, run at its checkpoints: `node bench/onnx.mjs [--checkpoints 10] [--size 64]
// [--samples 128]`, after `npm run build`. Prints one JSON line: seconds a checkpoint, and the most megabytes resident.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeModel } from '../dist/runner/lowering/onnx/model-proto.js';
import { npyBytes } from '../dist/runner/readers/npy-bytes.js';
import { safetensorsBytes } from '../dist/runner/readers/safetensors.js';
import { run } from '../dist/src/index.js';

const { values: given } = parseArgs({
  options: {
    checkpoints: { type: 'string', default: '10' },
    size: { type: 'string', default: '64' },
    samples: { type: 'string', default: '128' },
  },
});
const [checkpoints, size, samples] = [given.checkpoints, given.size, given.samples].map(Number);

const nodes = [];
const weights = [];
const ints = (values) => Object.entries(values).map(([name, list]) => ({ name, type: 7, ints: list }));
const node = (opType, input, output, attribute = []) => {
  nodes.push({ name: output, opType, input, output: [output], attribute });
  return output;
};
const weight = (name, dims) => {
  weights.push({ name, dims });
  return name;
};
const convolve = (name, input, [filters, channels, kernel], stride) => {
  const pad = Math.floor(kernel / 2);
  const settings = { pads: [pad, pad, pad, pad], strides: [stride, stride] };
  const kernels = weight(`${name}.weight`, [filters, channels, kernel, kernel]);
  const bias = weight(`${name}.bias`, [filters]);
  return node('Conv', [input, kernels, bias], `${name}.out`, ints(settings));
};
const relu = (name, input) => node('Relu', [input], name);
const block = (name, input, channels, filters, stride) => {
  const first = relu(`${name}.relu1`, convolve(`${name}.conv1`, input, [filters, channels, 3], stride));
  const second = convolve(`${name}.conv2`, first, [filters, filters, 3], 1);
  const way = stride === 1 ? input : convolve(`${name}.downsample`, input, [filters, channels, 1], stride);
  return relu(`${name}.relu2`, node('Add', [second, way], `${name}.sum`));
};

const stem = relu('relu', convolve('conv1', 'x', [64, 3, 7], 2));
const pool = ints({ kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
const layers = [node('MaxPool', [stem], 'maxpool', pool)];
for (const [stage, filters] of [64, 128, 256, 512].entries()) {
  const channels = stage === 0 ? 64 : filters / 2;
  const first = block(`layer${stage + 1}.0`, layers.at(-1), channels, filters, stage === 0 ? 1 : 2);
  layers.push(block(`layer${stage + 1}.1`, first, filters, filters, 1));
}
layers.push(node('Flatten', [node('GlobalAveragePool', [layers.at(-1)], 'pool')], 'features'));
node('Gemm', [layers.at(-1), weight('fc.weight', [10, 512]), weight('fc.bias', [10])], 'logits', [
  { name: 'transB', type: 2, i: 1 },
]);

const count = (dims) => dims.reduce((product, length) => product * length, 1);
const random = (length, scale) => Float32Array.from({ length }, () => (Math.random() - 0.5) * scale);
const bytesOf = (values) => new Uint8Array(values.buffer);
const drawn = ({ dims }) => {
  const inputs = count(dims.slice(1));
  return bytesOf(random(count(dims), dims.length > 1 ? Math.sqrt(24 / inputs) : 0.1));
};

const folder = mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
const write = (name, bytes) => writeFileSync(join(folder, name), bytes);
const initializer = weights.map((one) => ({ ...one, dataType: 1, rawData: drawn(one) }));
const input = [{ name: 'x', elementType: 1, dims: [-1, 3, size, size] }];
const output = [{ name: 'logits', elementType: 1, dims: [-1, 10] }];
write('net.onnx', encodeModel({ name: 'resnet18', node: nodes, initializer, input, output }));
for (let step = 0; step < checkpoints; step++) {
  const tensors = weights.map((one) => [one.name, { dtype: 'F32', shape: one.dims, data: drawn(one) }]);
  write(`step-${step}.safetensors`, safetensorsBytes(new Map(tensors)));
}
write('x.npy', npyBytes([samples, 3, size, size], random(samples * 3 * size * size, 2)));
write(
  'y.npy',
  npyBytes(
    [samples],
    Uint8Array.from({ length: samples }, (_, place) => place % 10),
  ),
);
write(
  'study.yaml',
  `study: resnet18
datasets:
  noise:
    kind: npy
    files: { train: { images: x.npy, labels: y.npy }, test: { images: x.npy, labels: y.npy } }
    layout: nchw
    shape: [3, ${size}, ${size}]
    classes: 10
    sizes: { train: ${samples}, test: ${samples} }
models:
  net:
    kind: onnx
    file: net.onnx
    dataset: noise
    layers: { ${layers.map((name, place) => `L${place}: ${name}`).join(', ')} }
    checkpoints: step-*.safetensors
probes:
  forward:
    kind: activations
    model: net
    layers: [${layers.map((_, place) => `L${place}`).join(', ')}]
    sample: { split: test, n: ${samples} }
estimators:
  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) }
reports:
  curves: { kind: layer-curves, estimators: [IXT] }
`,
);

const megabytes = (bytes) => Math.round(bytes / 1e6);
const before = megabytes(process.resourceUsage().maxRSS * 1024);
const marks = [];
const listen = (event) => {
  if (event.event === 'stage-started' || event.event === 'stage-progress') marks.push(performance.now());
};
const begun = performance.now();
const summary = await run(
  { path: join(folder, 'study.yaml') },
  { out: join(folder, 'runs'), store: join(folder, 'store'), engine: 'onnx/cpu', jobs: 1, listen },
);
rmSync(folder, { recursive: true });
const steps = marks.slice(1).map((mark, place) => (mark - marks[place]) / 1000);
console.log(
  JSON.stringify({
    what: `ResNet-18, ${size} x ${size}, ${samples} samples, ${summary.engine}`,
    parameters: weights.reduce((sum, { dims }) => sum + count(dims), 0),
    checkpoints,
    seconds: Number(((performance.now() - begun) / 1000).toFixed(1)),
    secondsACheckpoint: steps.map((step) => Number(step.toFixed(2))),
    megabytesBefore: before,
    megabytes: megabytes(process.resourceUsage().maxRSS * 1024),
  }),
);
