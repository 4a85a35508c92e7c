import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan } from '../../src/plan/plan.ts';
import type { DataSource } from '../contract/data-source.ts';
import type { Dataset, DatasetServices, FileRecord } from '../contract/dataset.ts';
import { type MatArray, readMat } from '../readers/mat.ts';
import { makeDataset } from './make-dataset.ts';
import type { RawSamples } from './raw-samples.ts';
import { readSourceFile } from './read-official.ts';

const side = 32;
const channels = 3;

/**
 * Loads the cropped digits of SVHN: two MATLAB files, training and test, each with `X` (uint8, `[32, 32, 3, n]`) and `y`
 * (n labels from 1 to 10, where 10 is the digit 0).
 * @throws RunError when a file is missing, damaged, or holds something else
 */
export async function loadSvhn(
  source: DataSource,
  plan: DatasetPlan,
  services: DatasetServices,
): Promise<Dataset> {
  const parts: { readonly raw: RawSamples; readonly record: FileRecord }[] = [];
  for (const file of source.files) {
    const { bytes, record } = await readSourceFile(source, file, services);
    parts.push({ raw: rawSamples(readMat(bytes, record.path), record.path), record });
  }
  const [train, test] = parts.map(({ raw }) => raw) as [RawSamples, RawSamples];
  const files = parts.map(({ record }) => record);
  return makeDataset(plan, [channels, side, side], { train, test, files });
}

function rawSamples(arrays: ReadonlyMap<string, MatArray>, path: string): RawSamples {
  const images = arrays.get('X');
  const classes = arrays.get('y');
  if (!images || !classes || !(images.data instanceof Uint8Array)) {
    throw new RunError(`${path} does not hold the bytes \`X\` and the labels \`y\``);
  }
  const [height = 0, width = 0, colours = 0, count = 1] = images.shape;
  if (height === side && width === side && colours === channels) transposeImages(images.data);
  return {
    inputsPath: path,
    labelsPath: path,
    count,
    shape: [colours, height, width],
    values: images.data,
    labels: digits(classes.data, path),
  };
}

/** From columns to rows within each channel: MATLAB's first index, the row, runs fastest. In place. */
function transposeImages(bytes: Uint8Array): void {
  for (let start = 0; start < bytes.length; start += side * side) {
    for (let row = 0; row < side; row++) {
      for (let column = row + 1; column < side; column++) {
        const [a, b] = [start + row * side + column, start + column * side + row];
        const kept = bytes[a]!;
        bytes[a] = bytes[b]!;
        bytes[b] = kept;
      }
    }
  }
}

function digits(labels: Uint8Array | Float64Array, path: string): Int32Array {
  return Int32Array.from(labels, (label, place) => {
    if (!Number.isInteger(label) || label < 1 || label > 10) {
      throw new RunError(`${path}: label ${label} at place ${place} is not one of 1 to 10`);
    }
    return label % 10;
  });
}
