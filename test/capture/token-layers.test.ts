import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenLayer } from '../../runner/capture/token-layers.ts';

test('positions, their mean and the last of them, by hand', () => {
  // two samples of three positions with two features
  const values = Float32Array.of(1, 2, 3, 4, 5, 9, 0, 0, 2, 2, 4, 10);
  expect([...tokenLayer(values, 2, 2, 'tokens')]).toEqual([...values]);
  expect([...tokenLayer(values, 2, 2, 'mean')]).toEqual([3, 5, 2, 4]);
  expect([...tokenLayer(values, 2, 2, 'last')]).toEqual([5, 9, 4, 10]);
});

test('the mean is that of the positions', () => {
  const shape = fc.tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 3 }),
  );
  fc.assert(
    fc.property(
      shape,
      fc.infiniteStream(fc.double({ min: -9, max: 9, noNaN: true })),
      ([n, t, f], stream) => {
        const values = Float64Array.from({ length: n * t * f }, () => stream.next().value);
        const found = tokenLayer(values, n, f, 'mean');
        expect(found.length).toBe(n * f);
        for (let sample = 0; sample < n; sample++)
          for (let feature = 0; feature < f; feature++) {
            const column = Array.from(
              { length: t },
              (_, token) => values[(sample * t + token) * f + feature]!,
            );
            const mean = column.reduce((sum, one) => sum + one, 0) / t;
            expect(Math.abs(found[sample * f + feature]! - mean)).toBeLessThan(1e-12);
          }
      },
    ),
  );
});
