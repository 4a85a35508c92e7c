/**
 * The samples of each class, as lists of places.
 * @param labels class of each sample, [n]
 * @returns one list a class that occurs, in the order in which classes first occur
 * @example classMembers([3, 8, 3]) // [[0, 2], [1]]
 */
export function classMembers(labels: ArrayLike<number>): number[][] {
  const members = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i += 1) {
    const known = members.get(labels[i]!);
    if (known) known.push(i);
    else members.set(labels[i]!, [i]);
  }
  return [...members.values()];
}

/**
 * A diagonal block of a Gram matrix joined with classes by the delta kernel.
 *
 * (K o D)_ij = K_ij when samples i and j are of one class, else 0. Sorted by class this is block diagonal, so its
 * spectrum is the union of the blocks' spectra: several small ones in the place of one of size n.
 *
 * @param gram [n, n] float64
 * @param members the samples of the class, [m]
 * @returns [m, m]
 * Complexity: m^2. Error: none.
 * @example classBlock(Float64Array.of(1, 0.5, 0.5, 1), 2, [1]) // [1]
 */
export function classBlock(gram: Float64Array, n: number, members: readonly number[]): Float64Array {
  const m = members.length;
  const block = new Float64Array(m * m);
  for (let i = 0; i < m; i += 1) {
    const row = members[i]! * n;
    for (let j = 0; j < m; j += 1) block[i * m + j] = gram[row + members[j]!]!;
  }
  return block;
}
