/**
 * Indices of the first samples of each class, with the classes in (nearly) their original proportion, in the order of
 * the file: class c gets floor(size n_c / n) samples, and the remaining places go to the largest remainders.
 *
 * @param labels class of each sample
 * @param size how many indices are wanted, at most `labels.length`
 * @returns sorted indices, exactly `size` of them
 */
export function stratifiedSubset(labels: Int32Array, size: number): Uint32Array {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const shares = [...counts.entries()].map(([label, count]) => {
    const exact = (size * count) / labels.length;
    return { label, take: Math.floor(exact), remainder: exact - Math.floor(exact) };
  });
  let missing = size - shares.reduce((sum, share) => sum + share.take, 0);
  for (const share of [...shares].sort((a, b) => b.remainder - a.remainder || a.label - b.label)) {
    if (missing-- <= 0) break;
    share.take++;
  }
  const left = new Map(shares.map((share) => [share.label, share.take]));
  const chosen: number[] = [];
  labels.forEach((label, index) => {
    const remaining = left.get(label)!;
    if (remaining > 0) {
      chosen.push(index);
      left.set(label, remaining - 1);
    }
  });
  return Uint32Array.from(chosen);
}
