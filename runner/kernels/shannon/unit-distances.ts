/**
 * Divides distances by their root mean square over all pairs, in place, so that the unit of the samples falls out: those of
 * one feature become what they are when it has variance 1/2.
 *
 * The root mean square is rounded to float32 as a share of the greatest distance, so that the order in which samples are
 * summed does not decide which of two distances is greater.
 *
 * @param distances [n, n] float64, at least 0
 * @returns the same array; as it was where all distances are 0
 * Complexity: n^2. Error: one rounding a distance; the scale as a whole is off by up to 6e-8, the same for all.
 * @example unitDistances(Float64Array.of(0, 8, 8, 0)) // [0, sqrt 2, sqrt 2, 0]
 */
export function unitDistances(distances: Float64Array): Float64Array {
  let greatest = 0;
  for (const distance of distances) if (distance > greatest) greatest = distance;
  if (greatest === 0) return distances;
  let squares = 0;
  for (const distance of distances) squares += (distance / greatest) ** 2;
  const share = Math.fround(Math.sqrt(squares / distances.length));
  for (let at = 0; at < distances.length; at += 1) distances[at] = distances[at]! / greatest / share;
  return distances;
}
