/** A point of a curve over the training. */
export type EpochValue = {
  readonly series: string;
  readonly epoch: number;
  readonly iteration: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly trials: number;
};

/** A value of one trial behind the mean of its curve. */
export type EpochTrace = Pick<EpochValue, 'series' | 'epoch' | 'value'> & { readonly trial: string };

/** Trials from which on their interval is drawn where the trials are too. */
export const fewestForBands = 5;
