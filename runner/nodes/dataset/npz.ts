import type { ProjectPath, StatedArrays } from '../../../src/node/data-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { DatasetNode } from '../../contract/dataset.ts';
import { loadArrays } from '../../data/array-dataset.ts';

/**
 * Your own samples in one .npz file of NumPy, as Keras ships its data sets: `x_train`, `y_train`, `x_test`, `y_test`.
 *
 * Apart from where the arrays lie it is the same as `npy`, labels included.
 *
 * @example
 * ```yaml
 * datasets:
 *   mine: { kind: npz, file: data/mine.npz, shape: [1, 28, 28], classes: 10, sizes: { train: 5000, test: 1000 } }
 * ```
 */
export interface Params extends StatedArrays, Located {}

/** Where the arrays lie; settings of the last base come first in the schema and in the reference. */
export interface Located {
  /** The .npz file. */
  file: ProjectPath;
  /**
   * Names of the arrays in it.
   * @default {}
   */
  arrays?: Names;
}

/** Names of arrays in a .npz file. */
export interface Names {
  /**
   * Training inputs.
   * @default "x_train"
   */
  trainImages?: string;
  /**
   * Training classes.
   * @default "y_train"
   */
  trainLabels?: string;
  /**
   * Test inputs.
   * @default "x_test"
   */
  testImages?: string;
  /**
   * Test classes.
   * @default "y_test"
   */
  testLabels?: string;
}

const run: DatasetNode = {
  source: null,
  load: (plan, services) => {
    // The schema has checked the settings and filled in the names.
    const { file, arrays } = plan.params as { file: string; arrays: Required<Names> };
    const path = (name: string) => `${file}#${name}`;
    const train = { images: path(arrays.trainImages), labels: path(arrays.trainLabels) };
    const test = { images: path(arrays.testImages), labels: path(arrays.testLabels) };
    return loadArrays({ train, test }, plan, services);
  },
};

export default defineNode({
  family: 'dataset',
  kind: 'npz',
  version: 1,
  inputs: [],
  output: 'samples',
  provides: { paths: ['file'] },
  run,
});
