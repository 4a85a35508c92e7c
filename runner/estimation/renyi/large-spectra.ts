import type { SpectrumDesk } from '../../contract/estimator.ts';
import type { Factors, Precision } from '../../contract/numerics.ts';
import { hadamard } from '../../kernels/hadamard.ts';
import { type LanczosSize, lanczosQuadrature } from '../../kernels/lanczos-quadrature.ts';
import { quadratureEntropy, type Uncertain } from '../../kernels/quadrature-entropy.ts';
import { randomStream } from '../../random/stream.ts';

/**
 * How spectra are had: all eigenvalues, the same in float32, sums of fractions, random vectors, or (`auto`) random vectors above
 * 4,096 samples.
 */
export type SpectrumRule = 'auto' | 'exact' | 'f32' | 'rational' | { readonly lanczos: LanczosSize };

/** How spectra are had, and the seed of the random vectors: the trial's. */
export interface SpectrumSettings {
  readonly spectrum: SpectrumRule;
  readonly seed: number;
}

type Approximation = LanczosSize;

/** The largest matrix that `auto` solves exactly. */
const exactLimit = 4096;
/** What `auto` takes above it. */
const standard: Approximation = { probes: 20, steps: 40 };

/** How a matrix of the given size is approximated; null when it is solved exactly. */
export function approximation(rule: SpectrumRule, size: number): Approximation | null {
  if (typeof rule === 'object') return rule.lanczos;
  return rule === 'auto' && size > exactLimit ? standard : null;
}

/** The largest matrix that is reduced in float32: above it one matrix at a time is reduced, in float64. */
const singleLimit = 1024;

/**
 * The precision of a matrix's reduction. Float32 where it was asked for; below order 1 the eigenvalues that round-off makes
 * would count, so it is float64.
 */
export function precisionFor(rule: SpectrumRule, alpha: number, size: number, desk: SpectrumDesk): Precision {
  return rule === 'f32' && alpha >= 1 && size <= singleLimit && desk.single ? 'single' : 'double';
}

/**
 * Entropies of a matrix from stochastic Lanczos quadrature, one run for all orders.
 *
 * The random vectors are decided by the seed, the number of samples and the name of the entropy, not by the values: a last
 * digit that differs between engines does not change them, and what differs between two rows of a training is not their
 * noise. Entropies of other names have other vectors, so their errors add up as independent ones.
 */
export function requestQuadrature(
  name: string,
  key: string,
  samples: number,
  blocks: readonly { readonly build: () => Factors }[],
  size: Approximation,
  seed: number,
  desk: SpectrumDesk,
): (alpha: number) => Uncertain {
  const { probes, steps } = size;
  const quadrature = desk.share(`lanczos ${name} ${key} ${probes} x ${steps}`, () => {
    const { next } = randomStream(seed, 'lanczos', samples, name);
    return lanczosQuadrature(
      blocks.map(({ build }) => hadamard(build())),
      size,
      next,
    );
  });
  return (alpha) => quadratureEntropy(quadrature, alpha);
}
