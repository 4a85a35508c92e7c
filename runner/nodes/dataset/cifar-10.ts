import type { Subset, Transform } from '../../../src/node/data-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { DataSource, OfficialFile, Sum } from '../../contract/data-source.ts';
import type { DatasetNode } from '../../contract/dataset.ts';

/**
 * CIFAR-10: 50,000 training and 10,000 test photographs of ten kinds of things, 3 x 32 x 32.
 *
 * Pixels are divided by 255. The six files of the binary version come from the data folders (`INFOPLANE_DATA`) or from
 * `infoplane data fetch cifar-10`; their sums are checked.
 *
 * @source Krizhevsky 2009
 *
 * @example
 * ```yaml
 * datasets:
 *   cifar: { kind: cifar-10 }
 *   standard: { kind: cifar-10, transforms: [standardise] }
 * ```
 */
export interface Params {
  /** Use only a part of the images. */
  subset?: Subset;
  /** Steps from the images, 3 x 32 x 32 in [0, 1], to the network's inputs, in order. */
  transforms?: Transform[];
}

const batch = (name: string, sum: Sum): OfficialFile => ({ name, sum, bytes: 30_730_000 });

/** The authors publish the archive's md5 only; the sums of its files are those that Apache MXNet checks. */
const files: OfficialFile[] = [
  batch('data_batch_1.bin', 'sha1:aadd24acce27caa71bf4b10992e9e7b2d74c2540'),
  batch('data_batch_2.bin', 'sha1:c0ba65cce70568cd57b4e03e9ac8d2a5367c1795'),
  batch('data_batch_3.bin', 'sha1:1dd00a74ab1d17a6e7d73e185b69dbf31242f295'),
  batch('data_batch_4.bin', 'sha1:aab85764eb3584312d3c7f65fd2fd016e36a258e'),
  batch('data_batch_5.bin', 'sha1:26e2849e66a845b7f1e4614ae70f4889ae604628'),
  batch('test_batch.bin', 'sha1:67eb016db431130d61cd03c7ad570b013799c88c'),
];

const source: DataSource = {
  name: 'cifar-10',
  licence: 'no licence stated; cite Krizhevsky 2009',
  homepage: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  files,
  downloads: [
    {
      url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
      bytes: 170_052_171,
      sum: 'md5:c32a1d4ab5d03f1284b67883e8d87530',
      packing: 'tar-gzip',
      holds: files.map(({ name }) => name),
    },
  ],
};

const run: DatasetNode = {
  source,
  // loaded when samples are wanted: where the files lie is asked before
  load: async (plan, services) =>
    (await import('../../data/cifar-dataset.ts')).loadCifar(source, plan, services),
};

export default defineNode({
  family: 'dataset',
  kind: 'cifar-10',
  version: 1,
  inputs: [],
  output: 'samples',
  provides: { shape: [3, 32, 32], classes: 10, trainSize: 50000, testSize: 10000 },
  run,
});
