/**
 * Elementwise product of Gram matrices: the matrix of their joint entropy.
 *
 * K = K_1 o K_2 o ... (Sánchez Giraldo, Rao & Príncipe 2015; eqs (3) and (8) of Yu, Jenssen & Príncipe 2018). With
 * ones on the diagonals the product needs no further normalisation than its trace n.
 *
 * @param matrices at least one, each [n, n] float64
 * @param into where the product is put, [n, n], none of the matrices; a new matrix when left out
 * @returns the product, [n, n]
 * Complexity: n^2 products a matrix. Error: one rounding a product.
 * @example hadamard([Float64Array.of(1, 0.5, 0.5, 1), Float64Array.of(1, 0.5, 0.5, 1)]) // [1, 0.25, 0.25, 1]
 */
export function hadamard(
  matrices: readonly Float64Array[],
  into: Float64Array = new Float64Array(matrices[0]?.length ?? 0),
): Float64Array {
  const [first, second, third, ...rest] = matrices;
  if (first === undefined) throw new Error('hadamard() of no matrices');
  if (second === undefined) into.set(first);
  else if (third === undefined)
    for (let at = 0; at < into.length; at += 1) into[at] = first[at]! * second[at]!;
  else for (let at = 0; at < into.length; at += 1) into[at] = first[at]! * second[at]! * third[at]!;
  for (const matrix of rest) {
    for (let at = 0; at < into.length; at += 1) into[at]! *= matrix[at]!;
  }
  return into;
}
