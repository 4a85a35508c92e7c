// Parameter types that the kinds of data sets share. The generator turns them into definitions of the schema.

import type { Count } from './parameters.ts';

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
 * A file with one array: `images.npy`, an array of a .npz or .safetensors file (`images.npz#name`), or columns of a .csv,
 * .tsv, .txt or .arrow table (`table.csv#a,b`, by place from 0 `table.csv#1-`). Relative to the study file, or below a folder
 * named in `INFOPLANE_DATA`.
 * @pattern [.]([nN][pP][yY]|([nN][pP][zZ]|safetensors|[cC][sS][vV]|[tT][sS][vV]|[tT][xX][tT]|arrow)(#[\s\S]+)?)$
 */
export type ArrayPath = string;

/** The order of the axes of images with channels: channels last (`nhwc`, as Keras has it) or first (`nchw`, PyTorch). */
export type ImageLayout = 'nhwc' | 'nchw';

/**
 * Number of classes. Labels that are whole numbers from 0 up to it are taken as they are; all others are numbered in ascending
 * order, numbers by value, texts by code units.
 * @asType integer
 * @minimum 2
 * @maximum 65536
 */
export type ClassCount = number;

/** How many samples the files hold. */
export interface SplitSizes {
  /** Training samples. */
  train: Count;
  /** Test samples. */
  test: Count;
}

/** What a study states of arrays that are the user's own. */
export interface StatedArrays {
  /** Shape of one sample before transforms. */
  shape: SampleShape;
  /** Number of classes. */
  classes?: ClassCount;
  /**
   * How many real values Y has, in the place of classes: the data set of a regression (`loss: mse`). The files of labels then hold
   * numbers `[n]` or `[n, targets]`, which are taken as they are.
   */
  targets?: Count;
  /** How many samples the files hold. */
  sizes: SplitSizes;
  /**
   * Order of the axes of images with channels.
   * @default "nhwc"
   */
  layout?: ImageLayout;
  /** Use only a part of the samples. */
  subset?: Subset;
  /** Steps from the samples to the network's inputs, in order. */
  transforms?: Transform[];
}
