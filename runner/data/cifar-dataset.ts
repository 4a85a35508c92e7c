import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan } from '../../src/plan/plan.ts';
import type { DataSource } from '../contract/data-source.ts';
import type { Dataset, DatasetServices } from '../contract/dataset.ts';
import { makeDataset } from './make-dataset.ts';
import type { RawSamples } from './raw-samples.ts';
import { type ReadSource, readSourceFile } from './read-official.ts';

/** A record is a label and the red, green and blue rows of a 32 x 32 image. */
const pixels = 3 * 32 * 32;
const record = 1 + pixels;

/**
 * Loads CIFAR-10 in its binary version: training batches in order, then one test batch as the last file.
 * @throws RunError when a file is missing or is no whole number of records
 */
export async function loadCifar(
  source: DataSource,
  plan: DatasetPlan,
  services: DatasetServices,
): Promise<Dataset> {
  const read: ReadSource[] = [];
  for (const file of source.files) read.push(await readSourceFile(source, file, services));
  return makeDataset(plan, [3, 32, 32], {
    train: rawSamples(read.slice(0, -1)),
    test: rawSamples(read.slice(-1)),
    files: read.map((one) => one.record),
  });
}

function rawSamples(files: readonly ReadSource[]): RawSamples {
  const count = files.reduce((sum, file) => sum + recordsIn(file), 0);
  const values = new Uint8Array(count * pixels);
  const labels = new Int32Array(count);
  let place = 0;
  for (const { bytes } of files) {
    for (let at = 0; at < bytes.length; at += record, place++) {
      labels[place] = bytes[at]!;
      values.set(bytes.subarray(at + 1, at + record), place * pixels);
    }
  }
  const path = files.map((file) => file.record.path).join(', ');
  return { inputsPath: path, labelsPath: path, count, shape: [3, 32, 32], values, labels };
}

function recordsIn({ bytes, record: { path } }: ReadSource): number {
  if (bytes.length > 0 && bytes.length % record === 0) return bytes.length / record;
  throw new RunError(`${path} holds ${bytes.length} bytes, no whole number of records of ${record}`, {
    hint: 'it is damaged, only half written, or not the binary version',
  });
}
