/**
 * Quantile of Student's t distribution, by bisection on its distribution function.
 *
 * @param share probability in (0.5, 1)
 * @param freedom degrees of freedom, above 0; need not be whole (Welch)
 * @returns t with P(T <= t) = share, relative error below 1e-9
 * @source Abramowitz & Stegun 1964, 26.7
 * @example studentQuantile(0.975, 9) // 2.2621571628
 */
export function studentQuantile(share: number, freedom: number): number {
  const tail = 1 - share;
  let low = 0;
  let high = 1;
  while (studentTail(high, freedom) > tail && high < 1e300) high *= 2;
  while (high - low > 1e-11 * Math.max(1, high)) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentTail(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * P(T >= t) of Student's t distribution: half the regularised incomplete beta function I_x(f / 2, 1 / 2) at
 * x = f / (f + t^2), for t >= 0. Relative error below 1e-10.
 *
 * @param freedom degrees of freedom, above 0; need not be whole
 * @source Abramowitz & Stegun 1964, 26.7.1
 * @example studentTail(2.2621571628, 9) // 0.025
 */
export function studentTail(t: number, freedom: number): number {
  if (t < 0) return 1 - studentTail(-t, freedom);
  if (t === Number.POSITIVE_INFINITY) return 0;
  const squared = t * t;
  const sum = freedom + squared;
  return 0.5 * incompleteBeta(freedom / sum, squared / sum, freedom / 2, 0.5);
}

/** I_x(a, b), with y = 1 - x given apart so that neither cancels; the continued fraction 26.5.8 by Lentz's method. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(y, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const kept = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    result *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    result *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return result;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Gamma(x) for x > 0, by Lanczos' approximation with g = 7; relative error below 1e-14. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const sum = lanczos.reduce((total, part, i) => (i === 0 ? part : total + part / (x - 1 + i)), 0);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
