import type {
  ClassCount,
  ProjectPath,
  SplitSizes,
  Subset,
  Transform,
} from '../../../src/node/data-parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';
import type { Count } from '../../../src/node/parameters.ts';
import type { DatasetNode } from '../../contract/dataset.ts';
import { loadImageFolder } from '../../data/image-folder-dataset.ts';

/**
 * Your own PNG images, one folder a class: `train/<class>/*.png` and `test/<class>/*.png` below a folder.
 *
 * Classes are numbered in the order of their folders' names. All images have the size that `shape` states; pixels are
 * divided by 255, alpha is left out. The study states shape, classes and sizes, so that it can be validated without the
 * files; loading checks them.
 *
 * @example
 * ```yaml
 * datasets:
 *   shapes:
 *     kind: image-folder
 *     folder: data/shapes
 *     shape: [3, 64, 64]
 *     classes: 3
 *     sizes: { train: 900, test: 300 }
 *     transforms: [grayscale, { resize: 28 }]
 * ```
 */
export interface Params {
  /** The folder that holds `train` and `test`. */
  folder: ProjectPath;
  /** Channels (1 grey, 3 colour), height and width of every image. */
  shape: [Channels, Count, Count];
  /** Number of classes. */
  classes: ClassCount;
  /** How many images the folders hold. */
  sizes: SplitSizes;
  /** Use only a part of the images. */
  subset?: Subset;
  /** Steps from the images to the network's inputs, in order. */
  transforms?: Transform[];
}

/** Channels of an image: 1 grey, 3 colour. */
export type Channels = 1 | 3;

const run: DatasetNode = {
  source: null,
  load: loadImageFolder,
};

export default defineNode({
  family: 'dataset',
  kind: 'image-folder',
  version: 1,
  inputs: [],
  output: 'samples',
  provides: { paths: ['folder'] },
  run,
});
