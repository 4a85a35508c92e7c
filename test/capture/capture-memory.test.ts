import { expect, test } from 'vitest';
import { createCaptureSlots, ownCopy, sharedCopy } from '../../runner/capture/capture-memory.ts';

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
