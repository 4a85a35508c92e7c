import type { KernelDivisor, KernelTerm } from '../contract/numerics.ts';

/**
 * Gram matrix of a Gaussian kernel, joint over any number of variables.
 *
 * K_ij = exp(-sum_c D^c_ij / (2 s_c^2)). The Hadamard product of Gaussian kernels is the exponential of the summed
 * exponents, so C feature maps cost one matrix (Yu, Jenssen & Príncipe 2018, eq. 8, with Gaussian kernels).
 *
 * @param terms variables, each with its distances [n, n] and width
 * @param n samples
 * @returns [n, n] float64, row-major, symmetric, ones on the diagonal; no unit
 * Complexity: n^2 / 2 exponentials. Error: that of the exponent, times K_ij, and 1 ulp of Math.exp.
 * @throws RangeError when a width is not above 0
 * @example gaussianGram([{ distances: Float64Array.of(0, 1, 1, 0), sigma: 1 }], 2) // [1, 0.6065306597126334, 0.6065306597126334, 1]
 */
export function gaussianGram(terms: readonly KernelTerm[], n: number): Float64Array {
  const gram = new Float64Array(n * n);
  for (const { distances, sigma, divisor } of terms) {
    const scale = -exponentScale(sigma, divisor);
    for (let i = 1; i < n; i += 1) {
      for (let at = i * n; at < i * n + i; at += 1) gram[at]! += scale * distances[at]!;
    }
  }
  for (let i = 0; i < n; i += 1) {
    gram[i * n + i] = 1;
    for (let j = 0; j < i; j += 1) gram[j * n + i] = gram[i * n + j] = Math.exp(gram[i * n + j]!);
  }
  return gram;
}

/**
 * What a squared distance is multiplied by inside exp(-...): 1 / (2 s^2), or 1 / s^2 or 1 / s by another divisor.
 * @throws RangeError when the width is not above 0, or so small that this is not a finite number
 */
export function exponentScale(sigma: number, divisor: KernelDivisor = '2s2'): number {
  if (!(sigma > 0)) throw new RangeError(`the width of a Gaussian kernel must be above 0, not ${sigma}`);
  const scale = 1 / (divisor === '2s2' ? 2 * sigma * sigma : divisor === 's2' ? sigma * sigma : sigma);
  if (scale === Infinity) throw new RangeError(`the width ${sigma} of a Gaussian kernel is too small`);
  return scale;
}
