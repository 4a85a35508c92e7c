import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan } from '../../src/plan/plan.ts';
import type { Dataset, DatasetServices, Samples } from '../nodes/contract.ts';
import { readIdx } from '../readers/idx.ts';
import { locateFile } from './data-folders.ts';
import type { DataSource, FileRecord } from './official-file.ts';
import type { ReadFile } from './read-official.ts';
import { readOfficial } from './read-official.ts';
import { stratifiedSubset } from './stratified-subset.ts';

/**
 * Loads a data set of four IDX files in the order training images, training labels, test images, test labels.
 * Pixels become float32 in [0, 1]. A file whose sum is not the official one is used, with a warning.
 * @throws RunError when a file is missing, damaged, or does not fit the others
 */
export async function loadIdxDataset(
  source: DataSource,
  plan: DatasetPlan,
  services: DatasetServices,
): Promise<Dataset> {
  const read: ReadFile[] = [];
  for (const file of source.files) {
    const one = await readOfficial(await locateFile(source, file.name, services.env), file);
    if (!one.record.official) services.warn(unofficial(one.record, file.md5));
    read.push(one);
  }
  const [trainImages, trainLabels, testImages, testLabels] = read as [ReadFile, ReadFile, ReadFile, ReadFile];
  return {
    train: toSamples(trainImages, trainLabels, plan, plan.trainSize),
    test: toSamples(testImages, testLabels, plan, plan.testSize),
    files: read.map((one) => one.record),
  };
}

function toSamples(imageFile: ReadFile, labelFile: ReadFile, plan: DatasetPlan, wanted: number): Samples {
  const images = readIdx(imageFile.bytes, imageFile.record.path);
  const labels = readIdx(labelFile.bytes, labelFile.record.path);
  const [count = 0, ...size] = images.shape;
  const expected = plan.shape.slice(1);
  if (size.join() !== expected.join()) {
    throw new RunError(
      `${imageFile.record.path} holds images of ${size.join(' x ')}, not of ${expected.join(' x ')}`,
    );
  }
  if (labels.shape.length !== 1 || labels.data.length !== count) {
    throw new RunError(
      `${labelFile.record.path} holds ${labels.data.length} labels for the ${count} images of ${imageFile.record.path}`,
    );
  }
  const stray = labels.data.findIndex((label) => label >= plan.classes);
  if (stray >= 0) {
    throw new RunError(
      `${labelFile.record.path}: label ${labels.data[stray]} at place ${stray} is not a class`,
    );
  }
  if (count < wanted) {
    throw new RunError(`${imageFile.record.path} holds ${count} images, but the study needs ${wanted}`);
  }
  const chosen = wanted < count ? stratifiedSubset(labels.data, wanted) : null;
  return {
    count: wanted,
    labels: chosen ? Uint8Array.from(chosen, (index) => labels.data[index]!) : labels.data.slice(),
    gather: (indices) => scaledPixels(images.data, images.data.length / count, indices, chosen),
  };
}

/** Pixels / 255 of the samples at `indices`, which count within the chosen samples if there is a choice. */
function scaledPixels(
  pixels: Uint8Array,
  size: number,
  indices: Uint32Array,
  chosen: Uint32Array | null,
): Float32Array {
  const inputs = new Float32Array(indices.length * size);
  indices.forEach((index, place) => {
    const from = (chosen ? chosen[index]! : index) * size;
    const to = place * size;
    for (let i = 0; i < size; i++) inputs[to + i] = pixels[from + i]! / 255;
  });
  return inputs;
}

function unofficial(record: FileRecord, official: string): string {
  return `${record.path} is not the official file (md5 ${record.md5}, official ${official}); it is used, and noted in lock.json`;
}
