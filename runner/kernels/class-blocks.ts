/**
 * The diagonal blocks of a Gram matrix joined with classes by the delta kernel.
 *
 * (K o D)_ij = K_ij when samples i and j are of one class, else 0. Sorted by class this is block diagonal, so its
 * spectrum is the union of the blocks' spectra: several small ones in the place of one of size n.
 *
 * @param gram [n, n] float64
 * @param labels class of each sample, [n]
 * @returns one matrix [m, m] a class that occurs, in the order in which classes first occur; the sizes m sum to n
 * Complexity: n + sum m^2. Error: none.
 * @throws RangeError when there are not n labels
 * @example classBlocks(Float64Array.of(1, 0.5, 0.5, 1), [3, 8]) // [[1], [1]]
 */
export function classBlocks(gram: Float64Array, labels: ArrayLike<number>): Float64Array[] {
  const n = labels.length;
  if (gram.length !== n * n)
    throw new RangeError(`${n} labels do not fit a matrix of ${gram.length} numbers`);
  const members = new Map<number, number[]>();
  for (let i = 0; i < n; i += 1) {
    const label = labels[i]!;
    const known = members.get(label);
    if (known) known.push(i);
    else members.set(label, [i]);
  }
  return [...members.values()].map((rows) => {
    const m = rows.length;
    const block = new Float64Array(m * m);
    for (let i = 0; i < m; i += 1) {
      for (let j = 0; j < m; j += 1) block[i * m + j] = gram[rows[i]! * n + rows[j]!]!;
    }
    return block;
  });
}
