import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { entropy } from '../../runner/kernels/entropy.ts';
import { gaussianGram } from '../../runner/kernels/gaussian-gram.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { randomNumbers, randomSamples } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const python = pythonWith('numpy', 'scipy.linalg');
const sizes = [2, 3, 5, 16, 37, 64, 128, 200];
const orders = [1, 1.01, 2, 5, Number.POSITIVE_INFINITY];

/** Reads n and an n x n matrix again and again, and answers with the spectra that LAPACK gives (dsyevd). */
const script = `
import sys, numpy as np, scipy.linalg as la
data = np.frombuffer(sys.stdin.buffer.read(), dtype='<f8')
at = 0
out = []
while at < len(data):
    n = int(data[at])
    out.append(la.eigh(data[at + 1 : at + 1 + n * n].reshape(n, n), eigvals_only=True, driver='evd'))
    at += 1 + n * n
sys.stdout.buffer.write(np.concatenate(out).astype('<f8').tobytes())
`;

function lapack(matrices: readonly Float64Array[]): Float64Array[] {
  const input = Float64Array.from(matrices.flatMap((matrix) => [Math.sqrt(matrix.length), ...matrix]));
  const output = execFileSync(python!, ['-c', script], {
    input: Buffer.from(input.buffer),
    maxBuffer: 2 ** 28,
  });
  const all = new Float64Array(Uint8Array.from(output).buffer);
  let at = 0;
  return matrices.map((matrix) => all.slice(at, (at += Math.sqrt(matrix.length))));
}

describe.skipIf(!python)(`spectra against LAPACK${python ? '' : ' (needs python3-scipy)'}`, () => {
  const next = randomNumbers(2018);
  const matrices = sizes.flatMap((n) =>
    [0.02, 0.2, 0.5, 1, 4, 30].map((width, at) => {
      const d = [1, 3, 20, 100][at % 4]!;
      const distances = plainNumerics.squaredDistances(randomSamples(Math.floor(1e9 * next()), n, d));
      return gaussianGram([{ distances, sigma: width * Math.sqrt(d) }], n);
    }),
  );

  it.each([plainNumerics, createNumerics('wasm-simd'), createNumerics('wasm-fma')])(
    '$name: eigenvalues and entropies',
    ({ eigenvaluesBatch }) => {
      let worstValue = 0;
      let worstEntropy = 0;
      for (const [at, expected] of lapack(matrices).entries()) {
        const actual = eigenvaluesBatch([[matrices[at]!]], expected.length)[0]!;
        const largest = expected.at(-1)!;
        for (const [i, value] of actual.entries()) {
          worstValue = Math.max(worstValue, Math.abs(value - expected[i]!) / (expected.length * largest));
        }
        for (const alpha of orders) {
          worstEntropy = Math.max(worstEntropy, Math.abs(entropy(actual, alpha) - entropy(expected, alpha)));
        }
      }
      expect(worstValue).toBeLessThan(1e-15);
      expect(worstEntropy).toBeLessThan(1e-11);
    },
  );

  it.each([createNumerics('wasm-simd'), createNumerics('wasm-fma')])(
    '$name in single precision: entropies to 2e-5 bits',
    ({ eigenvaluesBatch }) => {
      let worst = 0;
      for (const [at, expected] of lapack(matrices).entries()) {
        const actual = eigenvaluesBatch([[matrices[at]!]], expected.length, 'single')[0]!;
        for (const alpha of orders) {
          worst = Math.max(worst, Math.abs(entropy(actual, alpha) - entropy(expected, alpha)));
        }
      }
      expect(worst).toBeLessThan(2e-5);
      expect(worst).toBeGreaterThan(1e-9);
    },
  );
});
