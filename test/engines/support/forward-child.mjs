// Runs the fixture cnn.onnx at a checkpoint on one engine in a process of its own: `node forward-child.mjs ENGINE`. Prints what a
// layer of each kind is for the fixture's samples.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openEngine } from '../../../dist/runner/engines/choose.js';
import { openNetwork } from '../../../dist/runner/forward/open-network.js';
import { readSafetensors } from '../../../dist/runner/readers/safetensors.js';

const folder = fileURLToPath(new URL('../../fixtures/onnx/', import.meta.url));
const engine = await openEngine(process.argv[2], { warn: () => {} });
const file = 'cnn-30.safetensors';
const { tensors } = readSafetensors(readFileSync(`${folder}${file}`), file);
const weights = [...tensors].flatMap(([name, { dtype }]) => (dtype === 'F32' ? [name] : []));
const onnx = { file: 'cnn.onnx', input: 'x', shape: [1, 8, 8], output: 'logits', batch: null, weights };
const layers = { c: 'relu', p: 'max_pool2d', f: 'tanh', logits: 'logits' };
const network = await openNetwork(onnx, Object.values(layers), engine, (path) => `${folder}${path}`);
await network.take(file);
const { data } = readSafetensors(readFileSync(`${folder}activations.safetensors`), 'x').tensors.get('x');
const x = new Float32Array(new Uint8Array(data).buffer);
const found = await network.run(x, 6, Object.values(layers));
const seen = Object.entries(layers).map(([layer, name]) => [layer, [...found.get(name)]]);
await network.close();
await engine.close();
process.stdout.write(JSON.stringify(Object.fromEntries(seen)));
