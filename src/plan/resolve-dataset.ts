import { type Diagnostic, type Origin, problem } from '../diagnostic/diagnostic.ts';
import { isObject } from '../spec/schema.ts';
import type { EntrySpec } from '../spec/spec.ts';
import { showValue } from '../spec/wording.ts';
import type { DatasetPlan } from './plan.ts';

/**
 * The facts of a data set that the compiler needs, as its kind declares them. A setting `subset: { train, test }` makes
 * the parts smaller.
 * @returns null when the settings are wrong
 */
export function resolveDataset(spec: EntrySpec): DatasetPlan | null {
  const { params, entry, name } = spec;
  if (params === null) return null;
  if (entry.provides === null) throw new Error(`dataset kind ${entry.kind} does not say what it provides`);
  const { shape, classes, trainSize, testSize } = entry.provides;
  const subset = isObject(params.subset) ? params.subset : {};
  const size = (part: unknown, whole: number) => (typeof part === 'number' ? part : whole);
  return {
    name,
    kind: entry.kind,
    params,
    shape,
    classes,
    trainSize: size(subset.train, trainSize),
    testSize: size(subset.test, testSize),
  };
}

/** The diagnostic for a setting that is larger than a part of the data set. */
export function tooManySamples(
  origin: Origin,
  path: string,
  wanted: number,
  dataset: DatasetPlan,
  split: 'train' | 'test',
): Diagnostic {
  const size = split === 'train' ? dataset.trainSize : dataset.testSize;
  const message = `${wanted} samples are more than the ${size} of ${showValue(dataset.name)} (${split})`;
  return problem('value-out-of-range', origin, path, message, `take at most ${size}`);
}
