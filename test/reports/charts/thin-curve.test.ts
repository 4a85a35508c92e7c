import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markedCurve, thinCurve } from '../../../reports/charts/thin-curve.ts';

const curveOf = (values: readonly number[]) => values.map((value, epoch) => ({ epoch, value }));

/** Rows of pixels that a line covers in each of `columns` columns, found by walking along it in small steps. */
function covered(curve: readonly { epoch: number; value: number }[], columns: number): string[] {
  const last = curve.at(-1)!.epoch;
  const found = new Set<string>();
  for (const [at, from] of curve.entries()) {
    const to = curve[at + 1] ?? from;
    const column = (epoch: number) => Math.min(columns - 1, Math.floor((epoch / (last || 1)) * columns));
    if (column(from.epoch) !== column(to.epoch)) continue;
    const [low, high] = [Math.min(from.value, to.value), Math.max(from.value, to.value)];
    for (let row = Math.floor(low); row <= Math.floor(high); row++) found.add(`${column(from.epoch)},${row}`);
  }
  return [...found].sort();
}

test('within each column the line covers what the line through all points covers', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 60, maxLength: 300 }), (drawn) => {
      const columns = 10;
      // ends of columns that floating point has exactly
      const values = drawn.slice(0, 1 + columns * Math.floor((drawn.length - 1) / columns));
      const thinned = thinCurve(curveOf(values), columns);
      expect(thinned.length).toBeLessThanOrEqual(4 * columns + 4);
      const inside = ({ epoch }: { epoch: number }) => epoch < values.length - 1;
      expect(covered(thinned.filter(inside), columns)).toEqual(
        covered(curveOf(values).filter(inside), columns),
      );
    }),
  );
});

test('a curve of few points is the same', () => {
  const curve = curveOf([3, 1, 2]);
  expect(thinCurve(curve, 1)).toBe(curve);
});

test('symbols stand evenly, on points that are drawn', () => {
  const curve = markedCurve(curveOf(Array.from({ length: 300 }, (_, i) => Math.sin(i / 3))), 10, 5);
  expect(curve.filter(({ mark }) => mark).map(({ epoch }) => epoch)).toEqual([0, 75, 150, 224, 299]);
  expect(curve.length).toBeLessThanOrEqual(4 * 11 + 5);
  expect(markedCurve(curveOf([1, 2]), 10, 5).every(({ mark }) => mark)).toBe(true);
});
