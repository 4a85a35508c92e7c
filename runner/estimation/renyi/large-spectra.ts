import type { SpectrumDesk } from '../../contract/estimator.ts';
import type { Factors, LanczosSize, Precision } from '../../contract/numerics.ts';
import { hadamard } from '../../kernels/hadamard.ts';
import { lanczosQuadrature } from '../../kernels/lanczos-quadrature.ts';
import { quadratureEntropy, type Uncertain } from '../../kernels/quadrature-entropy.ts';
import { randomStream } from '../../random/stream.ts';
import { mostByProducts } from '../sample-room.ts';

/**
 * How spectra are had: all eigenvalues, the same in float32, sums of fractions, random vectors, the same without the matrix, or (`auto`)
 * above 4,096 samples random vectors without the matrix (with it, up to 18,500, where something asks for all of it).
 */
export type SpectrumRule =
  | 'auto'
  | 'exact'
  | 'f32'
  | 'rational'
  | { readonly lanczos: LanczosSize }
  | { readonly tiles: LanczosSize };

/** How spectra are had, and the seed of the random vectors: the trial's. */
export interface SpectrumSettings {
  readonly spectrum: SpectrumRule;
  readonly seed: number;
  /** Class of each sample of the capture: samples of one class are done together by tiles. */
  readonly classes?: ArrayLike<number> | null;
}

type Approximation = LanczosSize;

/** The largest matrix that `auto` solves exactly. */
export const exactLimit = 4096;
/** What `auto` takes above it where the matrix is held. */
const standard: Approximation = { probes: 20, steps: 40 };

/** How a matrix of the given size is approximated; null when it is solved exactly. */
export function approximation(rule: SpectrumRule, size: number): Approximation | null {
  if (typeof rule === 'object') return 'lanczos' in rule ? rule.lanczos : null;
  return rule === 'auto' && size > exactLimit ? standard : null;
}

/** Random vectors and steps of matrices that are made by tiles; their vectors go on together, and take fewer steps. */
export const standardTiles: LanczosSize = { probes: 20, steps: 20 };

/** How matrices are made by tiles under a rule; null where they are held, as under an `auto` that was left so by `spectrumFor`. */
export function tilesOf(rule: SpectrumRule): LanczosSize | null {
  return typeof rule === 'object' && 'tiles' in rule ? rule.tiles : null;
}

/**
 * The rule that is followed with so many samples: in the place of `auto` that by tiles, where there are many.
 * @param whole whether something asks for all of a matrix at once, as a width by the median does
 */
export function spectrumFor(rule: SpectrumRule, samples: number, whole: boolean): SpectrumRule {
  const most = whole ? mostByProducts : exactLimit;
  return rule === 'auto' && samples > most ? { tiles: standardTiles } : rule;
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
