import type { SampleValues } from './numerics.ts';

/** One layer of a capture. Tensors are `[samples, channels, features]`; a dense layer has one channel. */
export interface CapturedLayer {
  /** Index into the network. */
  readonly index: number;
  readonly channels: number;
  readonly features: number;
  /** Empty where inner products will do for all estimators. */
  readonly values: SampleValues;
  /** Inner products of the samples, their mean taken off, [samples, samples]; see `longestSample` of an estimator. */
  readonly products?: Float32Array;
  /** Hashes of the samples' states, [samples, 4], in the place of the values, which are then empty; see `readsStates` of an estimator. */
  readonly states?: Uint32Array;
}

/**
 * What a probe hands to its estimators: one batch at one row, after the updates the row stands for. Its arrays are lent: once its rows are
 * made, they hold those of another.
 */
export interface Capture {
  readonly iteration: number;
  /** The trial's seed, for estimators that draw; 0 when left out. */
  readonly seed?: number;
  readonly samples: number;
  readonly classes: number;
  /** X, `[samples, inputs]`. */
  readonly inputs: SampleValues;
  /** Y where it is a class, `[samples]`: whole numbers from 0 up to `classes`. */
  readonly labels: Int32Array;
  /** Y where it is a real value, `[samples, k]`; left out where it is a class. */
  readonly targets?: Float64Array;
  /** T_k of an activations probe or d_k of an errors probe, in the probe's order. */
  readonly layers: readonly CapturedLayer[];
  /** d_L, `[samples, classes]`; empty for activations. */
  readonly lossError: SampleValues;
  /** Of a comparison: what another network made of the same samples, at the same moment of its training. */
  readonly other?: Capture;
}
