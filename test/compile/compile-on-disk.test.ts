import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileOnDisk } from '../../src/compile/compile-on-disk.ts';
import { networks } from '../forward/fixtures.ts';

const study = (layers: string) => `study: small
datasets:
  small:
    kind: npy
    files:
      train: { images: a.npy, labels: b.npy }
      test: { images: c.npy, labels: d.npy }
    shape: [1, 8, 8]
    classes: 3
    sizes: { train: 40, test: 30 }
models:
  net:
    kind: onnx
    file: unshaped.onnx
    dataset: small
    layers: ${layers}
    checkpoints: cnn-*.safetensors
probes:
  forward: { kind: activations, model: net, layers: [A], sample: { split: test, n: 20 } }
estimators:
  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) }
reports:
  curves: { kind: layer-curves, estimators: [IXT] }
`;
const compile = (text: string) =>
  compileOnDisk({
    path: join(networks, 'small.yaml'),
    text,
    cwd: networks,
    store: mkdtempSync(join(tmpdir(), 'store-')),
  });

test('a network whose file tells no shapes is run once to see them', async () => {
  const { plan, diagnostics } = await compile(study('{ A: /Relu_output_0, B: /Tanh_output_0 }'));
  expect(diagnostics).toEqual([]);
  const [stage] = plan!.stages;
  expect(stage!.network.layers.map(({ output }) => output)).toEqual([[3, 6, 6], [5]]);
  expect(stage!.onnx).toMatchObject({ output: 'logits', batch: null });
  expect(stage!.onnx!.checkpoints.map(({ iteration }) => iteration)).toEqual([0, 10, 30]);
  expect(stage!.training).toEqual({ moments: [0, 10, 30], updates: 30, updatesPerEpoch: null, epochs: null });
});

test('what is wrong with it is told once', async () => {
  const { plan, diagnostics } = await compile(study('{ A: /Relu_output_0, B: nowhere }'));
  expect(plan).toBeNull();
  expect(diagnostics.map(({ code, path }) => [code, path])).toEqual([
    ['layer-unknown', 'models.net.layers.B'],
  ]);
});
