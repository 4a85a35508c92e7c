import { expect, test } from 'vitest';
import { createCaptureSlots, ownCapture, ownCopy, sharedCopy } from '../../runner/capture/capture-memory.ts';

test('a copy keeps the numbers and their type, in memory of its own', () => {
  const slot = createCaptureSlots().lend();
  for (const copy of [ownCopy, sharedCopy, slot.copy]) {
    const [floats, whole] = [Float32Array.of(1, 2, 3), Int32Array.of(4, 5)];
    const [own, ownWhole] = [copy(floats), copy(whole)];
    floats.fill(0);
    whole.fill(0);
    expect(own).toEqual(Float32Array.of(1, 2, 3));
    expect(ownWhole).toEqual(Int32Array.of(4, 5));
    expect(copy(new Float32Array(0))).toHaveLength(0);
  }
  expect(slot.copy(Float32Array.of(1)).buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('memory serves another capture once it was given back, and not before', () => {
  const slots = createCaptureSlots();
  const one = slots.lend();
  const arrays = [one.copy(Float32Array.of(1, 2)), one.copy(Float32Array.of(3, 4))];
  const meanwhile = slots.lend().copy(Float32Array.of(5, 6));
  expect(arrays).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
  one.giveBack();
  one.giveBack();
  const other = slots.lend();
  const again = [7, 8, 9].map((value) => other.copy(Int32Array.of(value, value)));
  expect(again.map(({ buffer }) => buffer)).toEqual(
    expect.arrayContaining(arrays.map(({ buffer }) => buffer)),
  );
  expect(new Set(again.map(({ buffer }) => buffer)).size).toBe(3);
  expect(meanwhile).toEqual(Float32Array.of(5, 6));
  expect(again).toEqual([7, 8, 9].map((value) => Int32Array.of(value, value)));
});

test('a capture of its own keeps all its numbers when what it was made of serves another one', () => {
  const slots = createCaptureSlots();
  const slot = slots.lend();
  const numbers = (...values: number[]) => slot.copy(Float32Array.from(values));
  const lent = {
    iteration: 3,
    samples: 2,
    classes: 2,
    inputs: numbers(1, 2),
    labels: slot.copy(Int32Array.of(0, 1)),
    targets: slot.copy(Float64Array.of(0.5, 1.5)),
    lossError: numbers(3, 4, 5, 6),
    layers: [{ index: 0, channels: 1, features: 1, values: numbers(7, 8), products: numbers(1, 0, 0, 1) }],
  };
  const before = JSON.stringify(lent);
  const own = ownCapture(lent);
  slot.giveBack();
  const next = slots.lend();
  for (const values of [2, 2, 4, 2, 4].map((length) => new Float32Array(length).fill(9))) next.copy(values);
  next.copy(Int32Array.of(9, 9));
  next.copy(Float64Array.of(9, 9));
  expect(JSON.stringify(lent)).not.toBe(before);
  expect(JSON.stringify(own)).toBe(before);
});
