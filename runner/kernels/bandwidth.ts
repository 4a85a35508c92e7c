/** Form of the exponent in Silverman's rule. */
export type SilvermanExponent = 'classical' | 'paper';

/**
 * Width of a Gaussian kernel by Silverman's rule, a rule of n and d alone.
 *
 * s = h n^(-1/(4+d)) (`classical`: Silverman 1986, section 4.3.2), or s = h n^(-1/(1+d)) (`paper`: as printed in
 * Yu, Jenssen & Príncipe 2018, section 3).
 *
 * @param h factor, in the unit of the data
 * @param n samples
 * @param d features of a sample
 * @returns s, in the unit of the data
 * Complexity: constant. Error: one rounding of the power.
 * @throws RangeError unless h > 0, n >= 1 and d >= 1
 * @example silverman(5, 100, 1) // 1.990535852767486
 */
export function silverman(
  h: number,
  n: number,
  d: number,
  exponent: SilvermanExponent = 'classical',
): number {
  if (!(h > 0) || !(n >= 1) || !(d >= 1))
    throw new RangeError(`silverman(${h}, ${n}, ${d}): h > 0, n >= 1 and d >= 1`);
  return h * n ** (-1 / ((exponent === 'paper' ? 1 : 4) + d));
}
