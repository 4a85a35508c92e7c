// Parameter types that several node kinds share. The generator turns them into definitions of the schema.

/**
 * Name of a dataset of this study.
 * @reference dataset
 */
export type DatasetName = string;

/**
 * Name of a model of this study.
 * @reference model
 */
export type ModelName = string;

/**
 * Name of a probe of this study.
 * @reference probe
 */
export type ProbeName = string;

/**
 * Name of an estimator of this study.
 * @reference estimator
 */
export type EstimatorName = string;

/**
 * Name of a layer of the model.
 * @reference layer
 */
export type LayerName = string;

/**
 * A loss of a network: `main` for the one at its output, the name of a head, or `total` for what it is trained on.
 * @pattern ^[A-Za-z][A-Za-z0-9_-]*$
 */
export type LossName = string;

/**
 * A whole number of at least 1.
 * @asType integer
 * @minimum 1
 * @maximum 100000000
 */
export type Count = number;

/**
 * A point in training counted in epochs: a number or a fraction such as `1/3`. Fractions round to the nearest iteration.
 * @pattern ^[0-9]+(\.[0-9]+)?(/[1-9][0-9]*)?$
 */
export type EpochText = string;

/**
 * A point in training counted in epochs.
 * @minimum 0
 * @maximum 1000000
 */
export type EpochNumber = number;

/** The listed epochs; 0 is before the first update. */
export interface AtEpochs {
  /**
   * Epochs at which a row is taken, such as `[0, 1/3, 10]`.
   * @minItems 1
   */
  epochs: (EpochNumber | EpochText)[];
}

/** Every N iterations, beginning at 0 and ending with the last one. */
export interface AtEvery {
  /** Iterations between two rows; 1 takes a row at every iteration. */
  every: Count;
}

/** N iterations spread evenly on a logarithmic scale from the first to the last, and 0. */
export interface AtLog {
  /**
   * How many points.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  log: number;
}

/** When a probe looks: row i stands for the weights after i updates. */
export type Schedule = AtEpochs | AtEvery | AtLog;

/** A fixed set of samples, drawn once per trial and the same at every row. */
export interface HeldOut {
  /**
   * Seed that draws them, so that they are the same in every trial, as whoever compares networks of several seeds needs them. The
   * trial's own seed draws them when it is left out.
   * @asType integer
   * @minimum 0
   * @maximum 9007199254740991
   */
  seed?: number;
  /** Which part of the data set the samples come from. */
  split: 'train' | 'test';
  /**
   * How many samples.
   * @asType integer
   * @minimum 2
   * @maximum 100000000
   */
  n: number;
}

/**
 * What becomes of the token positions of a layer `[samples, tokens, features]`: `tokens` makes each position one variable, as
 * feature maps are; `mean` takes their mean and `last` the last position, each of which is one variable.
 */
export type TokenSplit = 'tokens' | 'mean' | 'last';

/** Which samples a probe looks at: the mini-batch that comes next (the paper's way) or a fixed set. */
export type Sample = 'batch' | HeldOut;

/**
 * Name of the samples of a recording, such as `test`.
 * @pattern ^[A-Za-z0-9_-]+$
 */
export type SamplesName = string;

/**
 * A folder of captures, or a pattern for several: `*` is any part of a name, `?` one letter.
 * @minLength 1
 */
export type CapturesPath = string;

/**
 * Whether what a probe saw stays in the store after the training: where it fits into the budget and as long as there is room (`auto`),
 * in any case, or not at all.
 */
export type Keep = 'auto' | 'always' | 'never';

/**
 * Elementwise nonlinearity. `leaky-relu` has slope 0.01 below zero; `elu` is exp(z) - 1 there; `softplus` is
 * log(1 + exp(z)); `gelu` is z times the normal distribution's cumulative probability, through erf (not the tanh form).
 */
export type Activation = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leaky-relu' | 'elu' | 'softplus' | 'gelu';

/**
 * Zeros (places) on each of the four sides.
 * @asType integer
 * @minimum 0
 * @maximum 100000
 */
export type PaddingPlaces = number;

/** Where windows may lie: inside the input, as many as ceil(input / stride), or with so many zeros on each side. */
export type Padding = 'valid' | 'same' | PaddingPlaces;

/** What every layer may say. */
export interface Repeatable {
  /**
   * Puts the layer there so many times in a row, each with weights of its own. The copies of `C1` are named `C1.1`, `C1.2`, ...
   * @asType integer
   * @minimum 1
   * @maximum 100
   */
  repeat?: number;
}

/** How the weights of a layer start; biases start at zero. */
export type Initializer =
  | 'glorot-uniform'
  | 'glorot-normal'
  | 'he-uniform'
  | 'he-normal'
  | 'lecun-uniform'
  | 'lecun-normal'
  | 'zeros';

/** A point of training: an epoch (a number or a fraction such as `1/3`, rounded to the nearest iteration; there has to be a row), the first row or the last. */
export type EpochPoint = EpochNumber | EpochText | 'first' | 'last';

/** Narrows the rows of a table. Every condition must hold. */
export interface Where {
  /** Only these layers. */
  layer?: string | string[];
  /** Only these epochs; `first` and `last` mean the first and the last row that is taken within `from` and `to`. */
  epoch?: EpochPoint | EpochPoint[];
  /** Only these models. */
  model?: string | string[];
  /** Only rows at or after this epoch. */
  from?: number;
  /** Only rows at or before this epoch. */
  to?: number;
  /** Only these feature maps, from 0. */
  channel?: number | number[];
  /** Only pairs whose second layer is one of these: rows of two networks that are compared (`cka-between`). */
  layer_2?: string | string[];
  /** Only these values of axes of the matrix; an axis is named by its path, or by enough of its end to be unambiguous. */
  settings?: Settings;
}

/**
 * Values of axes of the matrix by the axis, such as `{ filters: [2, 6] }`.
 * @minProperties 1
 */
export type Settings = Record<string, SettingValue | SettingValue[]>;

/** A value of an axis, as the tables have it. */
export type SettingValue = string | number | boolean;
