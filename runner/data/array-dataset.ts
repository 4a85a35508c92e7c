import { createHash } from 'node:crypto';
import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan, Shape } from '../../src/plan/plan.ts';
import type { Dataset, DatasetServices, FileRecord } from '../contract/dataset.ts';
import { readNpyCompact } from '../readers/npy.ts';
import { readArrayBytes } from '../readers/read-array.ts';
import { channelsFirst } from './channels-first.ts';
import { makeDataset } from './make-dataset.ts';
import { locateInProject } from './project-path.ts';
import type { RawSamples } from './raw-samples.ts';
import { checkStatedSizes, statedFacts } from './stated-facts.ts';

/** The arrays of one part of a data set: `file.npy` or `file.npz#name`. */
export interface ArrayPair {
  readonly images: string;
  readonly labels: string;
}

/** An array as its file holds it. */
interface LoadedArray {
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Uint8Array | Float32Array | Float64Array;
}

/**
 * Loads a data set of arrays. Bytes (uint8) are divided by 255, other numbers are taken as they are.
 * @throws RunError when a file is missing, damaged, or not what the study states
 */
export async function loadArrays(
  parts: { readonly train: ArrayPair; readonly test: ArrayPair },
  plan: DatasetPlan,
  services: DatasetServices,
): Promise<Dataset> {
  const facts = statedFacts(plan);
  const files: FileRecord[] = [];
  const samples = Math.max(facts.sizes.train, facts.sizes.test);
  // float64, twice as many samples as stated (so that the mistake can be told), and the header
  const most = 16 * samples * facts.shape.reduce((product, length) => product * length, 1) + 2 ** 20;
  const load = async (path: string): Promise<LoadedArray> => {
    const bytes = await readArrayBytes(path, (file) => locateInProject(file, services), most);
    files.push({ path, md5: createHash('md5').update(bytes).digest('hex'), official: false });
    return { path, ...readNpyCompact(bytes, path) };
  };
  const read = async ({ images, labels }: ArrayPair): Promise<RawSamples> =>
    rawSamples(await load(images), await load(labels), facts.shape, plan.params.layout === 'nchw');
  const [train, test] = [await read(parts.train), await read(parts.test)];
  checkStatedSizes(plan, facts, train, test);
  return makeDataset(plan, facts.shape, { train, test, files });
}

function rawSamples(inputs: LoadedArray, labels: LoadedArray, shape: Shape, nchw: boolean): RawSamples {
  const [count = 0] = inputs.shape;
  return {
    inputsPath: inputs.path,
    labelsPath: labels.path,
    count,
    shape,
    values: ordered(inputs, count, shape, nchw),
    labels: classes(labels),
  };
}

/** The values as `[n, ...shape]`; the axes must be those of the stated shape. */
function ordered(array: LoadedArray, count: number, shape: Shape, nchw: boolean): LoadedArray['values'] {
  const { path, values } = array;
  const axes = array.shape.slice(1);
  const [channels = 0, height, width] = shape;
  if (height === undefined || width === undefined) {
    if (count > 0 && values.length / count === channels) return values;
    throw misfit(path, array.shape, `(n, ${channels})`);
  }
  const flat = [height, width];
  if (channels === 1 && axes.join() === flat.join()) return values;
  const [first, last] = [
    [channels, ...flat],
    [...flat, channels],
  ];
  if (axes.join() === (nchw ? first : last).join()) {
    return nchw ? values : channelsFirst(values, count, height * width, channels);
  }
  const other = axes.join() === (nchw ? last : first).join() ? `\`layout: ${nchw ? 'nhwc' : 'nchw'}\`` : null;
  throw misfit(path, array.shape, `(n, ${(nchw ? first : last).join(', ')})`, other);
}

function misfit(
  path: string,
  found: readonly number[],
  wanted: string,
  layout: string | null = null,
): RunError {
  return new RunError(`${path} has the shape (${found.join(', ')}), not ${wanted} as the study states`, {
    hint: layout ? `say ${layout}` : 'state the `shape` of one sample, channels first, as in [3, 32, 32]',
  });
}

function classes({ path, shape, values }: LoadedArray): Int32Array {
  if (shape.slice(1).some((length) => length !== 1)) {
    throw new RunError(`${path} has the shape (${shape.join(', ')}); labels are one class a sample`, {
      hint: 'save the classes themselves, not one-hot vectors: labels.argmax(axis=1)',
    });
  }
  values.forEach((label: number, place: number) => {
    if (!Number.isInteger(label) || label < 0 || label > 0x7fffffff) {
      throw new RunError(
        `${path}: label ${label} at place ${place} is not a class, a whole number from 0 on`,
      );
    }
  });
  return Int32Array.from(values);
}
