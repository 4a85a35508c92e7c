/** Number of elements of a shape. */
export function size(dims: readonly number[]): number {
  return dims.reduce((product, length) => product * length, 1);
}
