import type { Subset, Transform } from '../../../src/node/data-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { DataSource, OfficialFile } from '../../contract/data-source.ts';
import type { DatasetNode } from '../../contract/dataset.ts';
import { gzipDownloads } from '../../data/gzip-downloads.ts';

/**
 * Fashion-MNIST: 60,000 training and 10,000 test images of clothes in ten classes, 28 x 28, grey.
 *
 * Pixels are divided by 255. The four IDX files come from the data folders (`INFOPLANE_DATA`) or from the system
 * (Debian's package `dataset-fashion-mnist`); their md5 sums are checked.
 *
 * @source Xiao, Rasul & Vollgraf 2017
 *
 * @example
 * ```yaml
 * datasets:
 *   fashion: { kind: fashion-mnist }
 *   few: { kind: fashion-mnist, subset: { train: 6000, test: 1000 } }
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
    sum: 'md5:f4a8712d7a061bf5bd6d2ca38dc4d50a',
    bytes: 47_040_016,
  },
  {
    name: 'train-labels-idx1-ubyte',
    sum: 'md5:9018921c3c673c538a1fc5bad174d6f9',
    bytes: 60_008,
  },
  {
    name: 't10k-images-idx3-ubyte',
    sum: 'md5:8181f5470baa50b63fa0f6fddb340f0a',
    bytes: 7_840_016,
  },
  {
    name: 't10k-labels-idx1-ubyte',
    sum: 'md5:15d484375f8d13e6eb1aabb0c3f46965',
    bytes: 10_008,
  },
];

const source: DataSource = {
  name: 'fashion-mnist',
  licence: 'MIT (Zalando SE)',
  homepage: 'https://github.com/zalandoresearch/fashion-mnist',
  files,
  downloads: gzipDownloads(
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
    files,
  ),
};

const run: DatasetNode = {
  source,
  // loaded when samples are wanted: where the files lie is asked before
  load: async (plan, services) =>
    (await import('../../data/idx-dataset.ts')).loadIdxDataset(source, plan, services),
};

export default defineNode({
  family: 'dataset',
  kind: 'fashion-mnist',
  version: 1,
  inputs: [],
  output: 'samples',
  provides: { shape: [1, 28, 28], classes: 10, trainSize: 60000, testSize: 10000 },
  run,
});
