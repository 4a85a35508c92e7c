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
   * Whether each trial is judged by itself, or the mean over the trials that differ in the seed only. The mean comes
   * with a bootstrap interval of its worst margin.
   * @default "trial"
   */
  on?: 'trial' | 'mean';
  /**
   * Share of the cases that may be violations.
   * @default 0
   * @minimum 0
   * @exclusiveMaximum 1
   */
  violations?: number;
}

/** The rows of a claim about a change over the training, and how the change is told. */
export interface ChangeRows extends ClaimRows {
  /**
   * What is looked at: the two ends, or all rows.
   * @default "ends"
   */
  test?: 'ends' | 'trend';
  /**
   * Greatest p of the rank correlation that a trend may have.
   * @default 0.05
   * @exclusiveMinimum 0
   * @maximum 1
   */
  level?: number;
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
  /** Other values of axes of the matrix, such as `{ filters: 2 }`. */
  settings?: Settings;
  /** Other rows of the training table. */
  split?: 'test' | 'train';
}

/** A column by which the rows of a claim are told apart. */
export type ClaimColumn = 'model' | 'layer' | 'epoch' | 'channel' | 'channel_2';
