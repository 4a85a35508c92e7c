// Parameter types that the kinds of claims share. The generator turns them into definitions of the schema.

import type { EpochPoint, EstimatorName, ModelName, Settings, Where } from './parameters.ts';

/** The rows that a claim is about: those of an estimator, or the training table. */
export interface ClaimRows {
  /** Estimator whose values are judged. */
  estimator?: EstimatorName;
  /**
   * Table whose values are judged: `estimates` needs `estimator`, `training` has `value` and `split`.
   * @default "estimates"
   */
  table?: 'estimates' | 'training';
  /** Column of the training table; `accuracy` when left out. */
  value?: 'accuracy' | 'loss';
  /** Which rows of the training table: `test` (the whole test set) when left out, or `train` (the mini-batches). */
  split?: 'test' | 'train';
  /**
   * Models whose training is judged; all of them when left out.
   * @minItems 1
   */
  models?: ModelName[];
  /** Only these rows. */
  where?: Where;
  /**
   * Columns that tell rows apart; values of rows that are alike in all of them are averaged. All of them when left out.
   * Trials stay apart whatever is listed here; see `on`.
   */
  by?: ClaimColumn[];
  /**
   * What is judged over the trials of a setting, by its 95 % interval: the worst margin of each trial, or the mean of each case, all
   * of which have to be as the claim says.
   * @default "trial"
   */
  on?: 'trial' | 'mean';
  /**
   * Share of the places that may break the claim; a place is the same comparison in all trials of a setting. With one trial its
   * cases are counted.
   * @default 0
   * @minimum 0
   * @exclusiveMaximum 1
   */
  violations?: number;
  /**
   * Whether a place may break the claim in most of three or more trials.
   * @default true
   */
  repeated?: boolean;
  /**
   * Share of the trials of a setting that have to be as the claim says; judged as a plain count instead of by an interval.
   * @exclusiveMinimum 0
   * @maximum 1
   */
  trials?: number;
}

/** The rows of a claim about a change over the training, and how its ends are told. */
export interface ChangeRows extends ClaimRows {
  /**
   * Share of the rows at each end whose means are compared: at least one row, never more than half of them. 0 compares the first row
   * with the last one.
   * @default 0.1
   * @minimum 0
   * @maximum 0.5
   */
  window?: number;
  /**
   * By how much it changes at least, in the unit of the quantity, on top of the tolerance; a negative number allows a change the other
   * way up to it.
   * @default 0
   */
  excess?: number;
}

/**
 * What the values of a claim are compared with. What it does not name is the same on both sides: trial, model, layer,
 * point of training, settings.
 * @minProperties 1
 */
export interface ClaimThan {
  /** Another estimator. */
  estimator?: EstimatorName;
  /** Another layer, or the mean of several. */
  layer?: string | string[];
  /** Another model. */
  model?: string;
  /** Another point of training. */
  epoch?: EpochPoint;
  /** Another feature map. */
  channel?: number;
  /** Another second layer of a pair, or the mean of several: of two networks that are compared (`cka-between`). */
  layer_2?: string | string[];
  /** Other values of axes of the matrix, such as `{ filters: 2 }`. */
  settings?: Settings;
  /** Other rows of the training table. */
  split?: 'test' | 'train';
}

/** A column by which the rows of a claim are told apart. */
export type ClaimColumn = 'model' | 'layer' | 'epoch' | 'channel' | 'channel_2';
