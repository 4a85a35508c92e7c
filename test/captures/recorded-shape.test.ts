import { expect, test } from 'vitest';
import { recordedOrder, recordedShape } from '../../src/captures/recorded-shape.ts';

test.each([
  ['NF', [84], [84], [0]],
  ['N', [], [1], []],
  ['NCHW', [6, 24, 20], [6, 24, 20], [0, 1, 2]],
  ['NHWC', [24, 20, 6], [6, 24, 20], [2, 0, 1]],
  ['NCL', [6, 24], [6, 1, 24], [0, 1]],
  ['NLC', [24, 6], [6, 1, 24], [1, 0]],
  ['NC', [6], [6, 1, 1], [0]],
  ['NTF', [64, 256], [64, 256], [0, 1]],
  ['NFT', [256, 64], [64, 256], [1, 0]],
  ['NTCF', [8, 4, 2], [8, 8], [0, 1, 2]],
])('%s %j is %j', (axes, shape, seen, order) => {
  expect(recordedShape({ axes, shape })).toEqual(seen);
  expect(recordedOrder({ axes, shape })).toEqual(order);
});
