import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stratifiedSubset } from '../../runner/data/stratified-subset.ts';

describe('stratifiedSubset', () => {
  it('takes the first of each class in proportion, in the order of the file', () => {
    const labels = Int32Array.from([1, 1, 0, 1, 1, 0, 1, 1]);
    expect([...stratifiedSubset(labels, 4)]).toEqual([0, 1, 2, 3]);
  });

  it('has the wanted size, no repeats, and each class within one of its share', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ min: 0, max: 4, minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (labels, part) => {
          const size = Math.floor(part * labels.length);
          const chosen = [...stratifiedSubset(Int32Array.from(labels), size)];
          expect(chosen).toHaveLength(size);
          expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
          for (const label of new Set(labels)) {
            const share = (size * labels.filter((one) => one === label).length) / labels.length;
            const got = chosen.filter((index) => labels[index] === label).length;
            expect(Math.abs(got - share)).toBeLessThan(1);
          }
        },
      ),
    );
  });
});
