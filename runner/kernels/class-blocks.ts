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
 * The diagonal blocks of a Gram matrix joined with classes by the delta kernel.
 *
 * (K o D)_ij = K_ij when samples i and j are of one class, else 0. Sorted by class this is block diagonal, so its
 * spectrum is the union of the blocks' spectra: several small ones in the place of one of size n.
 *
 * @param gram [n, n] float64
 * @param classes the samples of each class
 * @returns [m, m] for each class of m samples, parts of one buffer
 * Complexity: the sum of m^2. Error: none.
 * @example classBlocks(Float64Array.of(1, 0.5, 0.5, 1), 2, [[1], [0]]) // [[1], [1]]
 */
export function classBlocks(
  gram: Float64Array,
  n: number,
  classes: readonly (readonly number[])[],
): Float64Array[] {
  const all = new Float64Array(classes.reduce((sum, { length }) => sum + length ** 2, 0));
  let at = 0;
  return classes.map((members) => {
    const block = all.subarray(at, at + members.length ** 2);
    at += block.length;
    takeBlock(block, gram, n, members);
    return block;
  });
}

/** A function of its own, whose counters are no variables of another: those are slow. */
function takeBlock(to: Float64Array, gram: Float64Array, n: number, members: readonly number[]): void {
  const m = members.length;
  for (let i = 0; i < m; i += 1) {
    const row = members[i]! * n;
    for (let j = 0; j < m; j += 1) to[i * m + j] = gram[row + members[j]!]!;
  }
}
