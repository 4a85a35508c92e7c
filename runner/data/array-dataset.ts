import { createHash } from 'node:crypto';
import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan, Shape } from '../../src/plan/plan.ts';
import type { Dataset, DatasetServices, FileRecord } from '../contract/dataset.ts';
import { classesOf, type NamedLabels } from '../readers/class-labels.ts';
import type { HeaderRule } from '../readers/csv-header.ts';
import { type ArrayRules, openArray, type StoredArray } from '../readers/read-array.ts';
import { channelsFirst } from './channels-first.ts';
import { makeDataset } from './make-dataset.ts';
import { locateInProject } from './project-path.ts';
import type { RawSamples } from './raw-samples.ts';
import { checkStatedSizes, statedFacts } from './stated-facts.ts';

/** The arrays of one part of a data set: `file.npy`, or what is meant in a file of several, such as `file.npz#name`. */
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
 * Loads a data set of arrays. Bytes (uint8) are divided by 255, other numbers are taken as they are. Labels of any kind
 * become classes by one numbering for both parts; see `classesOf`.
 * @throws RunError when a file is missing, damaged, or not what the study states
 */
export async function loadArrays(
  parts: { readonly train: ArrayPair; readonly test: ArrayPair },
  plan: DatasetPlan,
  services: DatasetServices,
): Promise<Dataset> {
  const facts = statedFacts(plan);
  const files: FileRecord[] = [];
  const rules = rulesOf(plan, services);
  const open = async (path: string): Promise<StoredArray> => {
    const array = await openArray(path, rules);
    const hash = createHash('md5');
    for (const bytes of array.content) hash.update(bytes);
    files.push({ path, md5: hash.digest('hex'), official: false });
    return array;
  };
  const read = async ({ images, labels }: ArrayPair) => ({
    inputs: { path: images, ...(await open(images)).compact() },
    goal: { name: labels, stored: await open(labels) },
  });
  const both = [await read(parts.train), await read(parts.test)];
  const goals = goalsOf(
    both.map(({ goal }) => goal),
    plan,
    services,
  );
  const [train, test] = both.map(({ inputs, goal }, at) =>
    rawSamples(inputs, goal.name, goals[at]!, facts.shape, plan.params.layout === 'nchw'),
  ) as [RawSamples, RawSamples];
  checkStatedSizes(plan, facts, train, test);
  return makeDataset(plan, facts.shape, { train, test, files });
}

/** Messages of tables name the setting that says otherwise; what an archive unpacks to is held to what the study states. */
function rulesOf(plan: DatasetPlan, services: DatasetServices): ArrayRules {
  const { shape, sizes } = statedFacts(plan);
  const samples = Math.max(sizes.train, sizes.test);
  const { header = 'auto' } = plan.params;
  return {
    header: header as HeaderRule,
    headerOption: `datasets.${plan.name}.header`,
    warn: services.warn,
    locate: (file) => locateInProject(file, services),
    // float64, twice as many samples as stated (so that the mistake can be told), and the header
    most: 16 * samples * shape.reduce((product, length) => product * length, 1) + 2 ** 20,
  };
}

type Goals = Pick<RawSamples, 'labels' | 'targets'>;

/** Y of both parts: real values where the study says `targets`, else classes. */
function goalsOf(
  given: readonly { readonly name: string; readonly stored: StoredArray }[],
  plan: DatasetPlan,
  services: DatasetServices,
): readonly Goals[] {
  const { targets } = plan;
  if (targets !== undefined) {
    return given.map(({ name, stored }) => ({
      labels: new Int32Array(),
      targets: realValues(name, stored, targets),
    }));
  }
  const labels = given.map(({ name, stored }): NamedLabels => ({ name, ...stored.labels() }));
  const { labels: classes, oneHot } = classesOf(labels, plan.classes);
  if (oneHot.length > 0)
    services.warn(`${oneHot.join(' and ')}: one-hot vectors are read as the classes that they stand for`);
  return classes.map((own) => ({ labels: own }));
}

/** Numbers `[n]` or `[n, k]`, in float32. */
function realValues(name: string, stored: StoredArray, targets: number): Float32Array {
  const { shape, values } = stored.numbers();
  const [count = 0, width = 1, ...more] = shape;
  if (more.length > 0 || width !== targets) {
    throw new RunError(
      `${name} has the shape (${shape.join(', ')}), not (n, ${targets}) as the study states`,
      {
        hint: `state \`targets: ${width}\`, or name the columns that are wanted`,
      },
    );
  }
  const wild = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (wild >= 0)
    throw new RunError(
      `${name}: sample ${Math.floor(wild / targets)} (counted from 0) holds ${values[wild]}`,
    );
  if (values.length !== count * targets) throw new Error(`${name} holds ${values.length} numbers`);
  return Float32Array.from(values);
}

function rawSamples(
  inputs: LoadedArray,
  labelsPath: string,
  goals: Goals,
  shape: Shape,
  nchw: boolean,
): RawSamples {
  const [count = 0] = inputs.shape;
  const width = (goals.targets?.length ?? 0) / count;
  if (goals.targets && !Number.isInteger(width)) {
    throw new RunError(
      `${labelsPath} does not have a row for each of the ${count} samples of ${inputs.path}`,
    );
  }
  const values = ordered(inputs, count, shape, nchw);
  return { inputsPath: inputs.path, labelsPath, count, shape, values, ...goals };
}

/** The values as `[n, ...shape]`; the axes must be those of the stated shape, or one with all of its values in a row. */
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
  const inOneRow = axes.length === 1 && axes[0] === channels * height * width;
  if (inOneRow || axes.join() === (nchw ? first : last).join()) {
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
