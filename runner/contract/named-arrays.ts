/** A tensor: its values in row-major order. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Tensors by name, in an order of their own. */
export type NamedArrays = ReadonlyMap<string, NamedArray>;
