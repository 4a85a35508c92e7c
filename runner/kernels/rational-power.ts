import type { RationalPower } from '../contract/numerics.ts';

/** Poles are e^k for k from `lowest` to `highest`. */
const lowest = -23;
const highest = 4;

/**
 * The sum of powers in an entropy as a sum of simple fractions, so that it needs no eigenvalues: sum_i l_i^2 / (l_i + p) is
 * tr A - n p + p^2 tr (A + p)^-1, and the last trace of a tridiagonal matrix takes n steps.
 *
 * x^b = sin(pi b) / pi int e^(bu) x / (x + e^u) du for 0 < b < 1, by the trapezoidal rule with step 1; -ln x is
 * int (1 / (x + e^u) - 1 / (1 + e^u)) e^u du. What the sums leave out below the lowest pole is constant in x, what they
 * leave out above the highest is expanded in powers of x.
 *
 * @param alpha order of the entropy
 * @returns null where alpha is not in [1, 2)
 * Complexity: constant. Error: 1e-7 bits in the entropy: 8e-8 seen over a in [1, 1.99], n from 2 to 300, kernels from all ones to the identity.
 * @source the integral: Bhatia, Matrix Analysis, section V.1; the rule: Trefethen & Weideman 2014, section 5
 * @example rationalPower(2) // null
 */
export function rationalPower(alpha: number): RationalPower | null {
  if (!(alpha >= 1 && alpha < 2)) return null;
  const b = alpha - 1;
  const factor = b === 0 ? -1 : Math.sin(Math.PI * b) / Math.PI;
  const poles = Float64Array.from({ length: highest - lowest + 1 }, (_, at) => Math.exp(lowest + at));
  const weights = poles.map((pole) => factor * pole ** b);
  // sums over all k > highest of weight / pole, weight / pole^2 and weight / pole^3
  const above = [1, 2, 3].map((power) => {
    const exponent = b - power;
    return (factor * Math.exp(exponent * (highest + 1))) / -Math.expm1(exponent);
  });
  const first = b === 0 ? sumOfInverses() : (factor * Math.exp(b * lowest)) / Math.expm1(b) - 1;
  return { alpha, coefficients: [first, above[0]!, -above[1]!, above[2]!], poles, weights };
}

/** sum over all k >= lowest of 1 / (1 + e^k). */
function sumOfInverses(): number {
  let sum = 0;
  for (let k = 60; k >= lowest; k -= 1) sum += 1 / (1 + Math.exp(k));
  return sum;
}

/**
 * The sum over a spectrum, eigenvalue by eigenvalue; those below 0 are round-off and count as 0.
 * @param total x is an eigenvalue over this
 * @example excessOf(rationalPower(1.5), [1], 1) // 0 to 1e-7
 */
export function excessOf(
  { coefficients, poles, weights }: RationalPower,
  eigenvalues: Float64Array,
  total: number,
): number {
  let sum = 0;
  for (const eigenvalue of eigenvalues) {
    const x = Math.max(eigenvalue, 0) / total;
    let powers = 0;
    for (const coefficient of coefficients.toReversed()) powers = (powers + coefficient) * x;
    sum += powers;
    for (const [at, pole] of poles.entries()) sum += (weights[at]! * x * x) / (x + pole);
  }
  return sum;
}

/**
 * The entropy from the sum of x^a - x (of -x ln x for a = 1) over a spectrum of sum 1.
 * @returns bits
 * @example entropyOfExcess(-0.5, 2) // 1
 */
export function entropyOfExcess(excess: number, alpha: number): number {
  const bits = alpha === 1 ? excess / Math.LN2 : Math.log1p(excess) / ((1 - alpha) * Math.LN2);
  return Math.max(bits, 0);
}
