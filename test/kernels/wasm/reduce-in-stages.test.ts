import { describe, expect, it } from 'vitest';
import { eigenvalues } from '../../../runner/kernels/spectrum.ts';
import { implicitQl } from '../../../runner/kernels/tridiagonal-ql.ts';
import { reduceInStages, stagesWork } from '../../../runner/kernels/wasm/reduce-in-stages.ts';
import { loadWasmKernels } from '../../../runner/kernels/wasm/wasm-kernels.ts';
import { createWorkMemory } from '../../../runner/kernels/wasm/work-memory.ts';
import { randomNumbers } from '../random-samples.ts';

/** Eigenvalues by way of the tridiagonal matrix, and what lay around the places that may be written. */
function throughStages(build: 'wasm-fma' | 'wasm-simd', matrix: Float64Array, n: number) {
  const { kernels } = loadWasmKernels(build)!;
  const memory = createWorkMemory(kernels.memory);
  const guard = 1024;
  const areas = [guard, n * n * 8, guard, stagesWork(kernels, n), guard, n * 32, n * 32, guard];
  const offsets = memory.layout(...areas);
  const [first, own, second, work, third, diagonal, beside, last] = offsets as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const guards = [first, second, third, last].map((offset) => memory.doubles(offset, guard / 8).fill(7));
  memory.doubles(own, n * n).set(matrix);
  memory.doubles(work, stagesWork(kernels, n) / 8).fill(Number.NaN);
  reduceInStages(kernels, n, { matrix: own, work, diagonal, beside });
  const every = (offset: number) => memory.doubles(offset, 4 * n).filter((_, at) => at % 4 === 0);
  const [found, couplings] = [every(diagonal), every(beside)];
  implicitQl(found, couplings);
  return { found: found.sort(), untouched: guards.every((area) => area.every((value) => value === 7)) };
}

function symmetric(n: number, entry: (i: number, j: number) => number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) matrix[i * n + j] = matrix[j * n + i] = entry(i, j);
  }
  return matrix;
}

const kinds: Record<string, (n: number, next: () => number) => Float64Array> = {
  'of random numbers': (n, next) => symmetric(n, () => next() - 0.5),
  'of rank 3': (n, next) => {
    const rows = Array.from({ length: n }, () => [next(), next(), next()]);
    return symmetric(n, (i, j) => rows[i]!.reduce((sum, value, k) => sum + value * rows[j]![k]!, 0));
  },
  'of blocks with zeros between': (n, next) =>
    symmetric(n, (i, j) => (i % 5 === j % 5 ? next() + Number(i === j) : 0)),
  'that is a band already': (n, next) => symmetric(n, (i, j) => (i - j < 3 ? next() : 0)),
  'of ones': (n) => symmetric(n, () => 1),
  'of zeros': (n) => symmetric(n, () => 0),
};

describe.each(['wasm-fma', 'wasm-simd'] as const)('reduceInStages (%s)', (build) => {
  it.each(Object.entries(kinds))('keeps the eigenvalues of matrices %s, of any size', (_, make) => {
    for (const n of [2, 3, 5, 31, 32, 33, 34, 35, 41, 64, 65, 66, 70, 97, 131, 290]) {
      const matrix = make(n, randomNumbers(n));
      const { found, untouched } = throughStages(build, matrix, n);
      const expected = eigenvalues(matrix, n);
      const size = Math.max(...expected.map(Math.abs));
      const worst = Math.max(...found.map((value, at) => Math.abs(value - expected[at]!)));
      expect(worst).toBeLessThanOrEqual(1e-15 * n * size);
      expect(untouched).toBe(true);
    }
  });
});
