/** Numbers of samples: what a network gives, or what an array from elsewhere has. */
export type SampleValues = Float32Array | Float64Array;

/**
 * n samples of one variable with d features each. Row i begins at `offset + i * stride`, so a single feature map is
 * a view into the tensor of its layer.
 */
export interface Samples {
  readonly values: SampleValues;
  readonly n: number;
  readonly d: number;
  /** Place of the first row's first feature; 0 when left out. */
  readonly offset?: number;
  /** Values from one row to the next; d when left out. */
  readonly stride?: number;
  /** Inner products of the samples, their mean taken off, [n, n]: where these are there, distances are made of them. */
  readonly products?: Float32Array;
}
