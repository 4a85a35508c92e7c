import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../runner/contract/engine.ts';
import { openEngine } from '../../runner/engines/choose.ts';
import { openNetwork } from '../../runner/forward/open-network.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { OnnxPlan } from '../../src/plan/plan.ts';
import { computed, farthest, networks } from './fixtures.ts';

const weights = ['conv.weight', 'conv.bias', 'norm.weight', 'norm.bias', 'norm.running_mean'];
const rest = ['norm.running_var', 'fc1.weight', 'fc1.bias', 'fc2.weight', 'fc2.bias'];
const plan: OnnxPlan = {
  file: 'cnn.onnx',
  input: 'x',
  shape: [1, 8, 8],
  output: 'logits',
  batch: null,
  weights: [...weights, ...rest],
  checkpoints: [],
};
const placeOf = (path: string) => `${networks}${path}`;
const x = computed('x');
let engine: Engine;

beforeAll(async () => {
  engine = await openEngine('onnx/cpu', { warn: () => {} });
});
afterAll(() => engine.close());

/** Runs six samples with the weights of a checkpoint. */
async function outputs(onnx: OnnxPlan, names: readonly string[], checkpoint: string | null, wanted = names) {
  const network = await openNetwork(onnx, names, engine, placeOf);
  try {
    await network.take(checkpoint);
    return await network.run(x, 6, wanted);
  } finally {
    await network.close();
  }
}

describe('activations of a network from an ONNX file are those of PyTorch', () => {
  test('at three checkpoints, in one session', async () => {
    const names = { c: 'relu', p: 'max_pool2d', f: 'tanh', logits: 'logits' };
    const network = await openNetwork(plan, Object.values(names), engine, placeOf);
    for (const [update, file] of [
      [10, 'cnn-10.safetensors'],
      [0, 'cnn-00.safetensors'],
      [30, 'cnn-30.safetensors'],
    ] as const) {
      await network.take(file);
      const found = await network.run(x, 6, Object.values(names));
      for (const [layer, name] of Object.entries(names))
        expect(
          farthest(found.get(name)!, computed(`cnn.${update}.${layer}`)),
          `${file} ${layer}`,
        ).toBeLessThan(1e-5);
    }
    await network.close();
  });

  test.each([
    ['its own weights', { file: 'cnn.onnx' }, 'tanh'],
    ['weights in a file beside it', { file: 'beside.onnx' }, 'tanh'],
    ['a fixed number of samples, the last of them filled up', { file: 'fixed.onnx', batch: 4 }, 'tanh'],
    ['the older exporter', { file: 'unshaped.onnx' }, '/Tanh_output_0'],
  ])('%s', async (_, change, name) => {
    const found = await outputs({ ...plan, weights: [], ...change }, [name], null);
    expect(farthest(found.get(name)!, computed('cnn.0.f'))).toBeLessThan(1e-5);
  });

  test('the older exporter at a checkpoint', async () => {
    const found = await outputs({ ...plan, file: 'unshaped.onnx' }, ['/Tanh_output_0'], 'cnn-30.safetensors');
    expect(farthest(found.get('/Tanh_output_0')!, computed('cnn.30.f'))).toBeLessThan(1e-5);
  });

  test('tokens', async () => {
    const found = await outputs(
      { ...plan, file: 'tokens.onnx', weights: [] },
      ['layer_norm_1', 'linear'],
      null,
    );
    expect(farthest(found.get('layer_norm_1')!, computed('tokens.0.t'))).toBeLessThan(1e-5);
    expect(farthest(found.get('linear')!, computed('tokens.0.e'))).toBeLessThan(1e-5);
  });
});

test('a tensor is the same bytes whichever others are put out', async () => {
  const alone = await outputs(plan, ['tanh'], 'cnn-10.safetensors');
  const all = await outputs(
    plan,
    ['conv2d', 'relu', 'max_pool2d', 'linear', 'tanh', 'logits'],
    'cnn-10.safetensors',
  );
  const part = await outputs(plan, ['relu', 'tanh', 'logits'], 'cnn-10.safetensors', ['tanh']);
  expect([...all.get('tanh')!]).toEqual([...alone.get('tanh')!]);
  expect([...part.get('tanh')!]).toEqual([...alone.get('tanh')!]);
});

test('what ONNX Runtime refuses is told in its words', async () => {
  await expect(outputs({ ...plan, weights: [] }, ['no-such-tensor'], null)).rejects.toThrow(RunError);
});

test('an engine without ONNX Runtime says which has it', async () => {
  const other = await openEngine('tfjs/cpu', { warn: () => {} });
  await expect(openNetwork(plan, ['tanh'], other, placeOf)).rejects.toThrow(/onnx\/cpu|ONNX/);
  await other.close();
});
