import { describe, expect, it } from 'vitest';
import { openNativeSpectra } from '../../../runner/engines/tfjs/native-spectra.ts';
import { eigenvalues } from '../../../runner/kernels/spectrum.ts';
import { randomStream } from '../../../runner/random/stream.ts';
import { nameSkippedEngines, nativeInstalled } from '../support/tried-engines.ts';

nameSkippedEngines();

/** Gaussian Gram matrices of random samples, and the two hardest: all alike, and all apart. */
function matricesOf(n: number, seed: number): Float64Array[] {
  const stream = randomStream(seed, 'native-spectra');
  const random = Array.from({ length: 5 }, (_, which) => {
    const samples = Array.from({ length: n }, () => Array.from({ length: 4 }, () => stream.next()));
    return Float64Array.from({ length: n * n }, (_, at) => {
      const [a, b] = [samples[Math.floor(at / n)]!, samples[at % n]!];
      const distance = a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
      return Math.exp(-distance * 10 ** (which - 2));
    });
  });
  const identity = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  return [...random, new Float64Array(n * n).fill(1), identity];
}

describe.skipIf(!nativeInstalled)('spectra by TensorFlow', () => {
  it.each([1, 2, 17, 64, 130])('are ours to 1e-12 of the trace, in float64, batched: n = %i', async (n) => {
    const { eigenvalues: native, gpu } = await openNativeSpectra('tfjs/native');
    expect(gpu).toBe(false);
    const matrices = matricesOf(n, Math.floor(Math.random() * 1e6));
    const spectra = native(matrices, n);
    expect(spectra).toHaveLength(matrices.length);
    matrices.forEach((matrix, which) => {
      const own = [...eigenvalues(matrix, n)].sort((a, b) => a - b);
      const theirs = [...spectra[which]!].sort((a, b) => a - b);
      const worst = Math.max(...own.map((value, at) => Math.abs(value - theirs[at]!)));
      expect(worst / n).toBeLessThan(1e-12);
    });
  });

  it('leaves no tensor behind, and has nothing to do with no matrix', async () => {
    const { eigenvalues: native } = await openNativeSpectra('tfjs/native');
    const tf = await import('@tensorflow/tfjs-core');
    const { binding } = tf.findBackend('tensorflow') as unknown as { binding: { getNumOfTensors(): number } };
    const before = binding.getNumOfTensors();
    expect(native([], 8)).toEqual([]);
    native(matricesOf(8, 1), 8);
    expect(binding.getNumOfTensors()).toBe(before);
  });
});
