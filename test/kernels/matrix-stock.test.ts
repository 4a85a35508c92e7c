import { expect, test } from 'vitest';
import { createMatrixStock } from '../../runner/kernels/matrix-stock.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { randomSamples } from './random-samples.ts';

test('what one gives back the next one gets, and nobody gets what another still has', () => {
  const stock = createMatrixStock(1e6);
  const [one, other] = [stock.lend(), stock.lend()];
  const [first, second] = [one.take(9), one.take(9)];
  expect(first).not.toBe(second);
  expect([first, second]).not.toContain(other.take(9));
  one.giveBack();
  one.giveBack();
  const again = [other.take(9), other.take(9), other.take(9)];
  expect(new Set(again).size).toBe(3);
  expect(again).toEqual(expect.arrayContaining([first, second]));
  expect(other.take(4)).toHaveLength(4);
});

test('no more waits than it may', () => {
  const stock = createMatrixStock(100);
  const lent = stock.lend();
  const arrays = [lent.take(9), lent.take(9)];
  lent.giveBack();
  const next = stock.lend();
  expect(arrays).toContain(next.take(9));
  expect(arrays).not.toContain(next.take(9));
});

test('distances and Gram matrices in arrays that held others are the same', () => {
  const lent = createMatrixStock(1e6).lend();
  const again = createNumerics('wasm-fma', lent.take);
  const fresh = createNumerics();
  for (const n of [1, 2, 7, 33, 40]) {
    for (let i = 0; i < 4; i += 1) lent.take(n * n).fill(Number.NaN);
    lent.giveBack();
    const samples = randomSamples(n, 5, n);
    const products = Float32Array.from(
      { length: n * n },
      (_, at) => ((at % n) + 1) * (Math.floor(at / n) + 1),
    );
    const distances = again.squaredDistances(samples);
    expect(distances).toEqual(fresh.squaredDistances(samples));
    expect(again.productDistances(products, n)).toEqual(fresh.productDistances(products, n));
    const terms = [{ distances, sigma: 0.7 }];
    expect(again.gaussianGram(terms, n)).toEqual(fresh.gaussianGram(terms, n));
  }
});
