/**
 * Quantile of Student's t distribution, by bisection on its distribution function, whose series for a whole number of
 * degrees of freedom ends.
 *
 * @param share probability in (0.5, 1)
 * @param freedom degrees of freedom, a whole number of at least 1
 * @returns t with P(T <= t) = share, absolute error below 1e-9
 * @source Abramowitz & Stegun 1964, 26.7.3 and 26.7.4
 * @example studentQuantile(0.975, 9) // 2.2621571628
 */
export function studentQuantile(share: number, freedom: number): number {
  let low = 0;
  let high = 1;
  while (studentDistribution(high, freedom) < share) high *= 2;
  while (high - low > 1e-10 * Math.max(1, high)) {
    const middle = (low + high) / 2;
    if (studentDistribution(middle, freedom) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T <= t) for t >= 0. */
function studentDistribution(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const squared = Math.cos(angle) ** 2;
  const odd = freedom % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = odd && freedom === 1 ? 0 : term;
  for (let k = odd ? 2 : 1; k <= freedom - 3 + (odd ? 0 : 1); k += 2) {
    term *= (squared * k) / (k + 1);
    sum += term;
  }
  const inner = odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return 0.5 + inner / 2;
}
