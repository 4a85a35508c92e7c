import type { Subset, Transform } from '../../../src/node/data-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { DataSource } from '../../contract/data-source.ts';
import type { DatasetNode } from '../../contract/dataset.ts';

/**
 * SVHN, Street View House Numbers: 73,257 training and 26,032 test images of digits cut from photographs, 3 x 32 x 32.
 *
 * Pixels are divided by 255; class c is the digit c. The files `train_32x32.mat` and `test_32x32.mat` come from the data
 * folders (`INFOPLANE_DATA`) or from `infoplane data fetch svhn`. They are for non-commercial research only. Other files
 * of this format are used with a warning; where they hold fewer digits, `subset` says how many.
 *
 * @source Netzer, Wang, Coates, Bissacco, Wu & Ng 2011
 *
 * @example
 * ```yaml
 * datasets:
 *   svhn: { kind: svhn }
 *   grey: { kind: svhn, transforms: [grayscale, { center-crop: 28 }] }
 * ```
 */
export interface Params {
  /** Use only a part of the images. */
  subset?: Subset;
  /** Steps from the images, 3 x 32 x 32 in [0, 1], to the network's inputs, in order. */
  transforms?: Transform[];
}

const url = 'https://ufldl.stanford.edu/housenumbers/';

const source: DataSource = {
  name: 'svhn',
  licence: 'for non-commercial research use only (Netzer et al.)',
  homepage: 'http://ufldl.stanford.edu/housenumbers/',
  files: [
    { name: 'train_32x32.mat', sum: 'md5:e26dedcc434d2e4c54c9b2d4a06d8373', bytes: 182_040_794 },
    { name: 'test_32x32.mat', sum: 'md5:eb5a983be6a315427106f1b164d9cef3', bytes: 64_275_384 },
  ],
  downloads: [
    { url: `${url}train_32x32.mat`, bytes: 182_040_794, packing: 'plain', holds: ['train_32x32.mat'] },
    { url: `${url}test_32x32.mat`, bytes: 64_275_384, packing: 'plain', holds: ['test_32x32.mat'] },
  ],
};

const run: DatasetNode = {
  source,
  // loaded when samples are wanted: where the files lie is asked before
  load: async (plan, services) =>
    (await import('../../data/svhn-dataset.ts')).loadSvhn(source, plan, services),
};

export default defineNode({
  family: 'dataset',
  kind: 'svhn',
  version: 1,
  inputs: [],
  output: 'samples',
  provides: { shape: [3, 32, 32], classes: 10, trainSize: 73257, testSize: 26032 },
  run,
});
