import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scoreLogits } from '../../runner/forward/score-logits.ts';

test('two classes by hand', () => {
  const { loss, correct } = scoreLogits(Float32Array.of(0, Math.log(3), 2, 2), Int32Array.of(1, 1));
  expect(loss).toBeCloseTo(-Math.log(3 / 4) + Math.log(2), 6);
  // of two as large the first one is taken
  expect(correct).toBe(1);
});

test('is -ln of the softmax, however large the logits', () => {
  const row = fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(fc.tuple(row, fc.nat(2)), { minLength: 1, maxLength: 5 }), (samples) => {
      const logits = Float32Array.from(samples.flatMap(([values]) => values));
      const labels = Int32Array.from(samples, ([, label]) => label);
      const expected = samples.reduce((sum, [, label], at) => {
        const values = [...logits.subarray(3 * at, 3 * at + 3)];
        // ln sum_j exp(z_j - z_y), term by term
        const gaps = values.map((value) => value - values[label]!);
        const most = Math.max(...gaps);
        return sum + most + Math.log(gaps.reduce((all, gap) => all + Math.exp(gap - most), 0));
      }, 0);
      const { loss } = scoreLogits(logits, labels);
      expect(Math.abs(loss - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)));
    }),
  );
});
