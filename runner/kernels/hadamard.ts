/**
 * Elementwise product of Gram matrices: the matrix of their joint entropy.
 *
 * K = K_1 o K_2 o ... (Sánchez Giraldo, Rao & Príncipe 2015; eqs (3) and (8) of Yu, Jenssen & Príncipe 2018). With
 * ones on the diagonals the product needs no further normalisation than its trace n.
 *
 * @param matrices at least one, each [n, n] float64
 * @returns the product, [n, n]; of one matrix that matrix itself
 * Complexity: n^2 products a matrix. Error: one rounding a product.
 * @example hadamard([Float64Array.of(1, 0.5, 0.5, 1), Float64Array.of(1, 0.5, 0.5, 1)]) // [1, 0.25, 0.25, 1]
 */
export function hadamard(matrices: readonly Float64Array[]): Float64Array {
  const [first, ...rest] = matrices;
  if (first === undefined) throw new Error('hadamard() of no matrices');
  if (rest.length === 0) return first;
  const product = first.slice();
  for (const matrix of rest) {
    for (let at = 0; at < product.length; at += 1) product[at]! *= matrix[at]!;
  }
  return product;
}
