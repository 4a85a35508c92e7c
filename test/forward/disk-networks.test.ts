import { copyFileSync, mkdirSync, mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { diskNetworks, wishKey } from '../../runner/forward/disk-networks.ts';
import { RunError } from '../../src/node/run-error.ts';
import { networks } from './fixtures.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'networks-'));
  mkdirSync(join(folder, 'ckpt'));
});
const copy = (from: string, to: string) => copyFileSync(`${networks}${from}`, join(folder, to));

describe('checkpoints', () => {
  test('that a pattern names, with their weights and moments', () => {
    copy('cnn-10.safetensors', 'ckpt/step-10.safetensors');
    copy('cnn-00.safetensors', 'ckpt/step-9.safetensors');
    copy('cnn-30.safetensors', 'ckpt/step-1.pt');
    const found = diskNetworks(folder).checkpoints(['ckpt/step-*.safetensors']);
    expect(found.map(({ file, iteration }) => [file, iteration])).toEqual([
      ['ckpt/step-10.safetensors', 10],
      ['ckpt/step-9.safetensors', 9],
    ]);
    expect(found[0]!.weights.get('fc1.weight')).toMatchObject({ dtype: 'F32', shape: [5, 27] });
  });

  test('that are listed', () => {
    copy('cnn-10.safetensors', 'ckpt/a.safetensors');
    writeFileSync(
      join(folder, 'ckpt/checkpoints.json'),
      '[{ "file": "a.safetensors", "iteration": 7, "epoch": 0.5 }]',
    );
    const [found] = diskNetworks(folder).checkpoints(['ckpt/checkpoints.json']);
    expect(found).toMatchObject({ file: 'ckpt/a.safetensors', iteration: 7, epoch: 0.5 });
  });

  test.each([
    ['cut inside its header', (file: string) => truncateSync(file, 100)],
    ['cut inside its numbers', (file: string) => truncateSync(file, 1500)],
    ['empty', (file: string) => truncateSync(file, 0)],
  ])('one that is %s is refused', (_, damage) => {
    copy('cnn-10.safetensors', 'ckpt/step-10.safetensors');
    damage(join(folder, 'ckpt/step-10.safetensors'));
    expect(() => diskNetworks(folder).checkpoints(['ckpt/*'])).toThrow(RunError);
  });

  test.each([['ckpt/none-*'], ['gone/x-*.safetensors'], ['*/x.safetensors'], ['ckpt/x.safetensors']])(
    '%s names none',
    (pattern) => {
      expect(() => diskNetworks(folder).checkpoints([pattern])).toThrow(RunError);
    },
  );
});

describe('files beside a graph', () => {
  test('are found, and refused when they end too early', () => {
    copy('beside.onnx', 'beside.onnx');
    const on = diskNetworks(folder);
    const facts = on.network('beside.onnx');
    expect(() => on.beside('beside.onnx', facts)).toThrow(/beside.onnx.data/);
    copy('beside.onnx.data', 'beside.onnx.data');
    expect(on.beside('beside.onnx', facts)).toEqual(['beside.onnx.data']);
    truncateSync(join(folder, 'beside.onnx.data'), 20);
    expect(() => on.beside('beside.onnx', facts)).toThrow(/20 bytes/);
  });

  test.each(['../secret', '/etc/passwd', 'a/../../b'])('do not lie in %s', (location) => {
    const external = { location, offset: 0, length: 1 };
    const facts = diskNetworks(networks).network('cnn.onnx');
    const initializers = [{ name: 'w', elementType: 1, dims: [1], external }];
    expect(() => diskNetworks(networks).beside('cnn.onnx', { ...facts, initializers })).toThrow(RunError);
  });
});

test('shapes that only a run tells are wished for, then known', () => {
  const wish = { file: 'unshaped.onnx', tensors: ['t'], input: [2, 1, 8, 8] };
  const on = diskNetworks(networks);
  expect(on.shapes(wish.file, wish.tensors, wish.input)).toBeNull();
  expect(on.wishes).toEqual([wish]);
  const shapes = new Map([['t', [2, 3]]]);
  const after = diskNetworks(networks, new Map([[wishKey(wish), shapes]]));
  expect(after.shapes(wish.file, wish.tensors, wish.input)).toBe(shapes);
  expect(after.wishes).toEqual([]);
});
