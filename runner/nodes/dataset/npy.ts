import type { ArrayPath, StatedArrays } from '../../../src/node/data-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { DatasetNode } from '../../contract/dataset.ts';
import { loadArrays } from '../../data/array-dataset.ts';

/**
 * Your own samples as arrays: .npy files, arrays of .npz and .safetensors files (`data.npz#name`), or columns of .csv and .arrow
 * tables (`data.csv#a,b`).
 *
 * Images are `[n, height, width]` or with channels as `layout` says, or a row of values each; vectors `[n, features]`. Labels are
 * one class a sample, or one-hot vectors: whole numbers from 0, or any other numbers or texts, which are numbered in ascending
 * order. Arrays of uint8 are divided by 255, other numbers are taken as they are. The study states the shape of
 * a sample, the classes and the sizes, so that it can be validated without the files; loading checks them.
 *
 * @example
 * ```yaml
 * datasets:
 *   mine:
 *     kind: npy
 *     files:
 *       train: { images: data/train-images.npy, labels: data/train-labels.npy }
 *       test: { images: data/test.npz#images, labels: data/test.npz#labels }
 *     shape: [3, 32, 32]
 *     classes: 10
 *     sizes: { train: 5000, test: 1000 }
 * ```
 */
export interface Params extends StatedArrays, Located {}

/** Where the arrays lie; settings of the last base come first in the schema and in the reference. */
export interface Located {
  /** The arrays. */
  files: Files;
  /** Whether the first line of a .csv file names its columns; left out, the cells are looked at. */
  header?: 'yes' | 'no';
}

/** Files of both parts. */
export interface Files {
  /** Training samples. */
  train: Pair;
  /** Test samples. */
  test: Pair;
}

/** Arrays of one part. */
export interface Pair {
  /** The inputs: images or vectors. */
  images: ArrayPath;
  /** The classes. */
  labels: ArrayPath;
}

const run: DatasetNode = {
  source: null,
  load: (plan, services) => {
    const { train, test } = plan.params.files as Readonly<
      Record<string, { readonly images: string; readonly labels: string }>
    >;
    if (!train || !test) throw new Error('a npy data set has files of both parts');
    return loadArrays({ train, test }, plan, services);
  },
};

export default defineNode({
  family: 'dataset',
  kind: 'npy',
  version: 1,
  inputs: [],
  output: 'samples',
  provides: { paths: ['files'] },
  run,
});
