import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wishKey } from '../../runner/forward/disk-networks.ts';
import { measureShapes } from '../../runner/forward/measure-shapes.ts';
import { RunError } from '../../src/node/run-error.ts';
import { networks } from './fixtures.ts';

const wish = { file: 'unshaped.onnx', tensors: ['/Relu_output_0', '/Tanh_output_0'], input: [2, 1, 8, 8] };

test('a run tells shapes, and the store keeps them by the sum of the file', async () => {
  const store = mkdtempSync(join(tmpdir(), 'store-'));
  const shapes = (await measureShapes([wish], networks, store)).get(wishKey(wish));
  expect(shapes).toEqual(
    new Map([
      ['/Relu_output_0', [2, 3, 6, 6]],
      ['/Tanh_output_0', [2, 5]],
    ]),
  );
  const list = join(store, 'onnx-shapes.json');
  writeFileSync(list, readFileSync(list, 'utf8').replace('[2,5]', '[2,77]'));
  const again = (await measureShapes([wish], networks, store)).get(wishKey(wish));
  expect(again).toEqual(
    new Map([
      ['/Relu_output_0', [2, 3, 6, 6]],
      ['/Tanh_output_0', [2, 77]],
    ]),
  );
  writeFileSync(list, '{ damaged');
  expect((await measureShapes([wish], networks, store)).get(wishKey(wish))).toEqual(shapes);
});

test('a run that fails is told, not thrown', async () => {
  const wrong = { ...wish, input: [2, 1, 9, 8] };
  const found = await measureShapes([wrong], networks, '/no/such/store');
  expect(found.get(wishKey(wrong))).toBeInstanceOf(RunError);
});
