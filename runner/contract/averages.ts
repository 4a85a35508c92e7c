/** A number that is averaged over the rows of a training: what this row gives, and the weight of the past, an iteration. */
export interface AveragedNumber {
  readonly value: number;
  /** From 0 (this row alone) to below 1. */
  readonly weight: number;
}

/** Where the averaged numbers of an estimate stand after a row, by name. */
export type MeanState = Readonly<Record<string, { readonly iteration: number; readonly value: number }>>;
