/** A stream of random numbers with one role in a trial. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits: two words of the generator. */
  next(): number;
  /** Normal with mean 0 and variance 1, by the Box-Muller transform (both values of a pair are used). */
  normal(): number;
  /** Uniform whole number in [0, n), without bias. `n` is from 1 to 2^32. */
  integer(n: number): number;
  /** Uniform order of 0 .. n - 1 (Fisher-Yates from the end). */
  permutation(n: number): Uint32Array;
}
