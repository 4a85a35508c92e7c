import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOrder, sumInOrders } from '../../runner/kernels/in-order.ts';
import { randomStream } from '../../runner/random/stream.ts';

/** Symmetric matrices of whole numbers, with orders and factors. */
function drawn(seed: number, n: number, count: number) {
  const random = randomStream(seed, 'in order');
  return Array.from({ length: count }, () => {
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i += 1)
      for (let j = 0; j <= i; j += 1)
        matrix[i * n + j] = matrix[j * n + i] = Math.floor(1000 * random.next());
    return { matrix, places: random.permutation(n), factor: Math.floor(9 * random.next()) };
  });
}

it('a sum of matrices, each in its order, is that of its definition', () =>
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      (seed, n, count) => {
        const terms = drawn(seed, n, count);
        const sum = sumInOrders(terms, n);
        for (let i = 0; i < n; i += 1)
          for (let j = 0; j < n; j += 1) {
            const parts = terms.map(
              ({ matrix, places, factor }) => factor * matrix[places[i]! * n + places[j]!]!,
            );
            expect(sum[i * n + j]).toBe(parts.reduce((total, part) => total + part, 0));
          }
        const [{ matrix, places }] = terms as [(typeof terms)[number]];
        expect(sumInOrders([{ matrix, places, factor: 1 }], n)).toEqual(inOrder(matrix, places));
      },
    ),
  ));
