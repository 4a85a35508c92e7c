import { expect, test } from 'vitest';
import type { CheckpointFacts } from '../../../src/node/onnx-facts.ts';
import { checkpointMoments } from '../../../src/plan/resolve/checkpoint-moments.ts';

const at = (iteration: number | null, epoch: number | null): CheckpointFacts => ({
  file: `${iteration}-${epoch}`,
  weights: new Map(),
  iteration,
  epoch,
});

test.each([
  ['iterations alone', [at(30, null), at(0, null), at(4, null)], null, [0, 4, 30], null],
  ['iterations, and updates in an epoch', [at(30, null), at(0, null)], 10, [0, 30], 10],
  ['epochs alone', [at(null, 2), at(null, 0)], null, [0, 2], 1],
  ['epochs, and updates in an epoch', [at(null, 2), at(null, 0.5)], 10, [5, 20], 10],
  ['both', [at(469, 1), at(235, 0.5), at(0, 0)], null, [0, 235, 469], 469],
  ['one that does not say', [at(null, null)], null, [0], 1],
])('%s', (_, checkpoints, said, iterations, updatesPerEpoch) => {
  const found = checkpointMoments(checkpoints, said);
  if ('fault' in found) throw new Error(found.fault);
  expect(found.moments.map(({ iteration }) => iteration)).toEqual(iterations);
  expect(found.updatesPerEpoch).toBe(updatesPerEpoch);
});

test.each([
  ['twice the same', [at(3, null), { ...at(3, null), file: 'other' }], null],
  ['twice the same by way of epochs', [at(10, null), at(null, 1)], 10],
  ['one of several that does not say', [at(null, null), at(3, null)], null],
  ['some by update, some by epoch', [at(null, 1), at(3, null)], null],
  ['numbers that contradict each other', [at(469, 1), at(700, 2)], null],
  ['numbers that contradict the study', [at(469, 1)], 400],
])('%s is a fault', (_, checkpoints, said) => {
  expect(checkpointMoments(checkpoints, said)).toHaveProperty('fault');
});
