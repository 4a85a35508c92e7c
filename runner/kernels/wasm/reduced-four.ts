/** Matrices that are solved side by side. */
export const lanes = 4;
/** Bytes of one entry of four float64 lanes. */
export const fourEntry = 32;

/** Four tridiagonal matrices in the module's memory, until its next `layout`. */
export interface ReducedFour {
  /** Offsets: n entries of four float64 each; entry i of `beside` couples i and i + 1. */
  readonly diagonal: number;
  readonly beside: number;
  /** `spare` bytes for what comes next. */
  readonly spare: number;
  /** By lane: what the matrix was divided by, then its trace and squared Frobenius norm after that. */
  readonly scales: readonly number[];
  readonly traces: readonly number[];
  readonly squares: readonly number[];
}
