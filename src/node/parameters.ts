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
 * A whole number of at least 1.
 * @asType integer
 * @minimum 1
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
  /** How many points. */
  log: Count;
}

/** When a probe looks: row i stands for the weights after i updates. */
export type Schedule = AtEpochs | AtEvery | AtLog;

/** A fixed set of samples, drawn once per trial and the same at every row. */
export interface HeldOut {
  /** Which part of the data set the samples come from. */
  split: 'train' | 'test';
  /**
   * How many samples.
   * @asType integer
   * @minimum 2
   */
  n: number;
}

/** Which samples a probe looks at: the mini-batch that comes next (the paper's way) or a fixed set. */
export type Sample = 'batch' | HeldOut;

/**
 * Elementwise nonlinearity. `leaky-relu` has slope 0.01 below zero; `elu` is exp(z) - 1 there; `softplus` is
 * log(1 + exp(z)); `gelu` is z times the normal distribution's cumulative probability, through erf (not the tanh form).
 */
export type Activation = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leaky-relu' | 'elu' | 'softplus' | 'gelu';

/**
 * Zeros (places) on each of the four sides.
 * @asType integer
 * @minimum 0
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

/** A point of training: an epoch (a number or a fraction such as `1/3`; the nearest row counts), the first row or the last. */
export type EpochPoint = EpochNumber | EpochText | 'first' | 'last';

/** Narrows the rows of a table. Every condition must hold. */
export interface Where {
  /** Only these layers. */
  layer?: string | string[];
  /** Only these epochs; `first` and `last` mean the first and the last row of the table. */
  epoch?: EpochPoint | EpochPoint[];
  /** Only these models. */
  model?: string | string[];
  /** Only rows at or after this epoch. */
  from?: number;
  /** Only rows at or before this epoch. */
  to?: number;
  /** Only these feature maps, from 0. */
  channel?: number | number[];
  /** Only these values of axes of the matrix; an axis is named by its path or as much of its end as tells it apart. */
  settings?: Settings;
}

/**
 * Values of axes of the matrix by the axis, such as `{ filters: [2, 6] }`.
 * @minProperties 1
 */
export type Settings = Record<string, SettingValue | SettingValue[]>;

/** A value of an axis, as the tables have it. */
export type SettingValue = string | number | boolean;

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

/** A part of a data set. Classes keep their proportion: the first samples of each class are taken. */
export interface Subset {
  /** Training samples. */
  train?: Count;
  /** Test samples. */
  test?: Count;
}

/** Height and width in pixels: one number for a square, or both. */
export type Extent = Count | [Count, Count];

/** Keeps the middle of each image; an odd remainder is cut off below and at the right. */
export interface CenterCrop {
  /** Height and width that are kept, at most the image's. */
  'center-crop': Extent;
}

/**
 * Resizes each image with bilinear interpolation between pixel centres (half-pixel, edges repeated, without smoothing
 * before shrinking).
 */
export interface Resize {
  /** New height and width. */
  resize: Extent;
}

/** Maps values linearly, 0 to the first number and 1 to the second. */
export interface Scale {
  /** What 0 and 1 become, such as `[-1, 1]`. */
  scale: [number, number];
}

/** Permutes the labels of randomly chosen training samples among them; the test set keeps its labels. */
export interface ShuffleLabels {
  /** How many labels, and the seed. */
  'shuffle-labels': ShuffleSettings;
}

/** How labels are shuffled. */
export interface ShuffleSettings {
  /**
   * Part of the training samples whose labels are shuffled.
   * @default 1
   * @minimum 0
   * @maximum 1
   */
  fraction?: number;
  /**
   * Seed of the choice and the order; part of the data, so all trials see the same labels.
   * @default 1
   * @asType integer
   * @minimum 0
   * @maximum 9007199254740991
   */
  seed?: number;
}

/**
 * A step from the files' samples to the network's inputs. `grayscale` takes 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601);
 * `standardise` subtracts the training set's mean and divides by its standard deviation, per channel (of vectors, per
 * feature).
 */
export type Transform = 'grayscale' | 'standardise' | CenterCrop | Resize | Scale | ShuffleLabels;

/** Shape of one sample: `[channels, height, width]` of images, `[features]` of vectors. */
export type SampleShape = [Count] | [Count, Count, Count];

/**
 * Where a file or folder of the project lies: relative to the study file, or below a folder named in `INFOPLANE_DATA`.
 * @minLength 1
 */
export type ProjectPath = string;

/**
 * A file with one array: `images.npy`, or `images.npz#name` for an array of a .npz file. Relative to the study file, or
 * below a folder named in `INFOPLANE_DATA`.
 * @pattern [.][nN][pP]([yY]|[zZ](#.+)?)$
 */
export type ArrayPath = string;

/** The order of the axes of images with channels: channels last (`nhwc`, as Keras has it) or first (`nchw`, PyTorch). */
export type ImageLayout = 'nhwc' | 'nchw';

/**
 * Number of classes; labels are whole numbers from 0 up to it.
 * @asType integer
 * @minimum 2
 * @maximum 256
 */
export type ClassCount = number;

/** How many samples the files hold. */
export interface SplitSizes {
  /** Training samples. */
  train: Count;
  /** Test samples. */
  test: Count;
}
