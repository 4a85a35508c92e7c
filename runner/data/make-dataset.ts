import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan, Shape } from '../../src/plan/plan.ts';
import { transformsOf } from '../../src/plan/resolve/resolve-dataset.ts';
import type { Dataset, FileRecord, Samples } from '../contract/dataset.ts';
import { checkRawSamples, type RawSamples } from './raw-samples.ts';
import { shuffleLabels } from './shuffle-labels.ts';
import { stratifiedSubset } from './stratified-subset.ts';
import { fitTransforms, type SampleReader } from './transforms/fit-transforms.ts';
import { type SampleStep, throughSteps, valuesIn } from './transforms/sample-step.ts';

/** What the files of a data set hold. */
export interface RawDataset {
  readonly train: RawSamples;
  readonly test: RawSamples;
  readonly files: readonly FileRecord[];
}

/**
 * Makes the samples of a study: checks the files against the plan, takes the subset, shuffles labels where the study
 * says so, fits transforms that learn from the training set, and applies all of them whenever samples are gathered, so
 * that no more than a batch of transformed inputs is ever in memory.
 * @param shape of a sample in the files
 * @throws RunError when the files are not what the study counts on
 */
export function makeDataset(plan: DatasetPlan, shape: Shape, raw: RawDataset): Dataset {
  const transforms = transformsOf(plan.params);
  for (const part of [raw.train, raw.test]) checkRawSamples(part, shape, plan.classes);
  checkSizes(plan, raw);
  const train = choose(raw.train, plan.trainSize);
  const test = choose(raw.test, plan.testSize);
  const { steps, fitted, output } = fitTransforms(transforms, shape, train);
  if (output.join() !== plan.shape.join())
    throw new Error(`inputs are ${output}, planned were ${plan.shape}`);
  return {
    train: toSamples(train, shuffleLabels(train.labels, transforms), steps, output),
    test: toSamples(test, test.labels, steps, output),
    files: raw.files,
    fitted,
  };
}

function checkSizes(plan: DatasetPlan, { train, test }: RawDataset): void {
  if (train.count >= plan.trainSize && test.count >= plan.testSize) return;
  const [short, wanted] = train.count < plan.trainSize ? [train, plan.trainSize] : [test, plan.testSize];
  const sizes = `{ train: ${Math.min(train.count, plan.trainSize)}, test: ${Math.min(test.count, plan.testSize)} }`;
  throw new RunError(`${short.inputsPath} holds ${short.count} samples, but the study needs ${wanted}`, {
    hint: `to run on these files, add \`subset: ${sizes}\` to the data set, or \`--set 'datasets.${plan.name}.subset=${sizes}'\``,
  });
}

/** What a byte stands for. */
const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

function readBytes(bytes: Uint8Array, from: number, to: Float32Array): void {
  for (let i = 0; i < to.length; i++) to[i] = unit[bytes[from + i]!]!;
}

/** The samples of a stratified subset, untransformed. */
type Chosen = SampleReader & Pick<Samples, 'labels' | 'targets'>;

function choose(raw: RawSamples, wanted: number): Chosen {
  const { values, labels, targets } = raw;
  const size = values.length / raw.count;
  // of real values the first so many
  const chosen = wanted < raw.count && !targets ? stratifiedSubset(labels, wanted) : null;
  const place = (index: number) => (chosen ? chosen[index]! : index) * size;
  return {
    count: wanted,
    labels: chosen ? Int32Array.from(chosen, (index) => labels[index]!) : labels.slice(),
    ...(targets ? { targets: targets.slice(0, wanted * (targets.length / raw.count)) } : {}),
    read:
      values instanceof Uint8Array
        ? (index, to) => readBytes(values, place(index), to)
        : (index, to) => to.set(values.subarray(place(index), place(index) + size)),
  };
}

function toSamples(chosen: Chosen, labels: Int32Array, steps: readonly SampleStep[], output: Shape): Samples {
  const size = valuesIn(output);
  return {
    count: chosen.count,
    labels,
    ...(chosen.targets ? { targets: chosen.targets } : {}),
    gather(indices, into) {
      const inputs = into?.length === indices.length * size ? into : new Float32Array(indices.length * size);
      const read = throughSteps(chosen.read, steps);
      indices.forEach((index, place) => {
        read(index, inputs.subarray(place * size, (place + 1) * size));
      });
      return inputs;
    },
  };
}
