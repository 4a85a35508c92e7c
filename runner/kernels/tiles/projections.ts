/** Four rows at a time, so that a sum is loaded and stored once for them. */
const rows = 4;

/**
 * Inner products of columns, A'B.
 *
 * @param a [n, p]
 * @param b [n, p]
 * @returns [p, p]
 * Complexity: n p^2 multiply-adds. Error: n roundings.
 * @example projections(Float64Array.of(1, 2), Float64Array.of(3, 4), 1) // [11]
 */
export function projections(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const found = new Float64Array(p * p);
  const end = a.length - (a.length % (rows * p));
  let at = 0;
  for (; at < end; at += rows * p) {
    const [second, third, fourth] = [at + p, at + 2 * p, at + 3 * p];
    for (let i = 0; i < p; i += 1) {
      const [w, x, y, z] = [a[at + i]!, a[second + i]!, a[third + i]!, a[fourth + i]!];
      for (let j = 0, to = i * p; j < p; j += 1, to += 1) {
        found[to]! += w * b[at + j]! + x * b[second + j]! + y * b[third + j]! + z * b[fourth + j]!;
      }
    }
  }
  for (; at < a.length; at += p) {
    for (let i = 0; i < p; i += 1) {
      const value = a[at + i]!;
      for (let j = 0; j < p; j += 1) found[i * p + j]! += value * b[at + j]!;
    }
  }
  return found;
}

/** B - A C, in place: `from` [n, p], `what` [n, p], `times` [p, p]. */
export function takeOff(from: Float64Array, what: Float64Array, times: Float64Array, p: number): void {
  for (let at = 0; at < from.length; at += p) {
    let i = 0;
    for (; i + rows <= p; i += rows) {
      const [w, x, y, z] = [what[at + i]!, what[at + i + 1]!, what[at + i + 2]!, what[at + i + 3]!];
      const [first, second, third, fourth] = [i * p, (i + 1) * p, (i + 2) * p, (i + 3) * p];
      for (let j = 0; j < p; j += 1) {
        from[at + j]! -=
          w * times[first + j]! + x * times[second + j]! + y * times[third + j]! + z * times[fourth + j]!;
      }
    }
    for (; i < p; i += 1) {
      const value = what[at + i]!;
      for (let j = 0; j < p; j += 1) from[at + j]! -= value * times[i * p + j]!;
    }
  }
}
