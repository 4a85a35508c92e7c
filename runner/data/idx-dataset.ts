import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan } from '../../src/plan/plan.ts';
import type { DataSource } from '../contract/data-source.ts';
import type { Dataset, DatasetServices } from '../contract/dataset.ts';
import { readIdx } from '../readers/idx.ts';
import { makeDataset } from './make-dataset.ts';
import type { RawSamples } from './raw-samples.ts';
import { type ReadSource, readSourceFile } from './read-official.ts';

/**
 * Loads a data set of four IDX files in the order training images, training labels, test images, test labels: grey
 * images of 28 x 28 pixels.
 * @throws RunError when a file is missing, damaged, or does not fit the others
 */
export async function loadIdxDataset(
  source: DataSource,
  plan: DatasetPlan,
  services: DatasetServices,
): Promise<Dataset> {
  const read: ReadSource[] = [];
  for (const file of source.files) read.push(await readSourceFile(source, file, services));
  const [trainImages, trainLabels, testImages, testLabels] = read as [
    ReadSource,
    ReadSource,
    ReadSource,
    ReadSource,
  ];
  return makeDataset(plan, [1, 28, 28], {
    train: rawSamples(trainImages, trainLabels),
    test: rawSamples(testImages, testLabels),
    files: read.map((one) => one.record),
  });
}

function rawSamples(imageFile: ReadSource, labelFile: ReadSource): RawSamples {
  const [inputsPath, labelsPath] = [imageFile.record.path, labelFile.record.path];
  const images = readIdx(imageFile.bytes, inputsPath);
  const labels = readIdx(labelFile.bytes, labelsPath);
  if (labels.shape.length !== 1) throw new RunError(`${labelsPath} holds no list of labels`);
  const [count = 0, ...size] = images.shape;
  return {
    inputsPath,
    labelsPath,
    count,
    shape: [1, ...size],
    values: images.data,
    labels: Int32Array.from(labels.data),
  };
}
