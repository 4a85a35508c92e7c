import { expect, it } from 'vitest';
import { innerProducts } from '../../runner/kernels/inner-products.ts';
import { randomSamples } from './random-samples.ts';

it.each([
  [1, 1],
  [2, 3],
  [7, 300],
  [8, 513],
])('of %i samples of %i features are the sums of products', (n, d) => {
  const { values } = randomSamples(n, n, d);
  const found = innerProducts({ values, n, d });
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      let sum = 0;
      for (let k = 0; k < d; k += 1) sum += values[i * d + k]! * values[j * d + k]!;
      expect(found[i * n + j]).toBeCloseTo(sum, 10);
    }
  }
});

it('reads a feature map out of a layer', () => {
  const values = Float64Array.of(9, 1, 2, 9, 3, 4);
  expect([...innerProducts({ values, n: 2, d: 2, offset: 1, stride: 3 })]).toEqual([5, 11, 11, 25]);
});
