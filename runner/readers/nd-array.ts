/** Numbers with a shape, in C order (the last axis runs fastest). */
export interface NdArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}
