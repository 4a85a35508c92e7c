import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Numerics } from '../../runner/kernels/numerics.ts';
import { eigenvalues } from '../../runner/kernels/spectrum.ts';
import { squaredDistances } from '../../runner/kernels/squared-distances.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';

function agreeWith(numerics: Numerics, matrix: Float64Array, n: number): void {
  const [fast] = numerics.eigenvaluesBatch([[matrix]], n) as [Float64Array];
  const slow = eigenvalues(matrix, n);
  const largest = Math.max(...slow.map(Math.abs), Number.MIN_VALUE);
  for (let i = 0; i < n; i++) expect(Math.abs(fast[i]! - slow[i]!)).toBeLessThan(1e-13 * n * largest);
}

describe.each(['wasm-simd', 'wasm-fma'] as const)(
  'spectra of matrices that are hard for a QL method (%s)',
  (build) => {
    const numerics = createNumerics(build);
    const agree = (matrix: Float64Array, n: number) => agreeWith(numerics, matrix, n);

    it('has WebAssembly to compare with', () => {
      expect(numerics.name).toMatch(/^wasm-/);
    });

    it('takes couplings of any size inside a tridiagonal matrix', () => {
      // one of 1e-74 beside entries of order 1 once made eigenvalues of 1e24
      const size = fc.integer({ min: 2, max: 40 });
      const entry = fc.record({
        power: fc.integer({ min: -170, max: 0 }),
        value: fc.double({ min: -1, max: 1, noNaN: true }),
      });
      fc.assert(
        fc.property(
          size,
          fc.array(entry, { minLength: 80, maxLength: 80 }),
          fc.boolean(),
          (n, entries, equal) => {
            const matrix = new Float64Array(n * n);
            for (let i = 0; i < n; i++) {
              matrix[i * n + i] = equal ? 1 : entries[i]!.value;
              if (i === 0) continue;
              const { power, value } = entries[40 + i]!;
              matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = value * 10 ** power;
            }
            agree(matrix, n);
          },
        ),
        { numRuns: 400 },
      );
    });

    it('takes Gram matrices of samples most of which nearly coincide, as small error signals do', () => {
      const sample = fc.tuple(
        fc.double({ min: -12, max: 1.5, noNaN: true }),
        fc.integer({ min: 0, max: 2 ** 30 }),
      );
      fc.assert(
        fc.property(
          fc.array(sample, { minLength: 2, maxLength: 48 }),
          fc.integer({ min: 1, max: 6 }),
          (samples, d) => {
            const n = samples.length;
            const values = Float64Array.from({ length: n * d }, (_, at) => {
              const [power, state] = samples[Math.floor(at / d)]!;
              return 10 ** power * Math.sin(state + (at % d) * 12.9898);
            });
            agree(
              squaredDistances({ values, n, d }).map((distance) => Math.exp(-distance / 2)),
              n,
            );
          },
        ),
        { numRuns: 400 },
      );
    });

    it('takes exact repeats, isolated samples and both together', () => {
      for (const n of [2, 7, 64]) {
        agree(new Float64Array(n * n).fill(1), n);
        agree(
          Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0)),
          n,
        );
        agree(
          Float64Array.from({ length: n * n }, (_, at) => (at % n < n / 2 === at / n < n / 2 ? 1 : 0)),
          n,
        );
      }
    });
  },
);
