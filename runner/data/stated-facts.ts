import { RunError } from '../../src/node/run-error.ts';
import { isJsonObject } from '../../src/plan/json.ts';
import type { DatasetPlan, Shape } from '../../src/plan/plan.ts';
import type { RawSamples } from './raw-samples.ts';

/** What a study states of its own files. */
export interface Stated {
  /** Of one sample, before transforms. */
  readonly shape: Shape;
  readonly sizes: { readonly train: number; readonly test: number };
}

/** The facts that the study states of a data set in its settings `shape` and `sizes`. */
export function statedFacts({ params, kind }: DatasetPlan): Stated {
  const { shape, sizes } = params;
  if (!Array.isArray(shape) || !isJsonObject(sizes))
    throw new Error(`a ${kind} data set states no shape or sizes`);
  return { shape: shape.map(Number), sizes: { train: Number(sizes.train), test: Number(sizes.test) } };
}

/**
 * Checks that the files hold as many samples as the study states, so that a study says what it was run on.
 * @throws RunError with the sizes to state
 */
export function checkStatedSizes(
  plan: DatasetPlan,
  { sizes }: Stated,
  train: RawSamples,
  test: RawSamples,
): void {
  if (train.count === sizes.train && test.count === sizes.test) return;
  const [part, stated] = train.count === sizes.train ? [test, sizes.test] : [train, sizes.train];
  throw new RunError(`${part.inputsPath} holds ${part.count} samples, the study states ${stated}`, {
    hint: `write \`sizes: { train: ${train.count}, test: ${test.count} }\` in datasets.${plan.name}`,
  });
}
