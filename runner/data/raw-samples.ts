import { RunError } from '../../src/node/run-error.ts';
import type { Shape } from '../../src/plan/plan.ts';

/** One part of a data set as its files hold it, before subset and transforms. */
export interface RawSamples {
  /** Where the inputs and the labels come from, as messages name it. */
  readonly inputsPath: string;
  readonly labelsPath: string;
  readonly count: number;
  /** Of one sample. */
  readonly shape: Shape;
  /** `[count, ...shape]`; bytes stand for byte / 255. */
  readonly values: Uint8Array | Float32Array | Float64Array;
  /** Classes, one a sample; empty where Y is real-valued. */
  readonly labels: Int32Array;
  /** Y where it is real-valued, `[count, k]`. */
  readonly targets?: Float32Array;
}

/**
 * Checks that inputs and labels belong together and are what the study counts on.
 * @throws RunError that names the file and what is wrong with it
 */
export function checkRawSamples(raw: RawSamples, shape: Shape, classes: number | null): void {
  if (raw.shape.join() !== shape.join()) {
    throw new RunError(
      `${raw.inputsPath} holds samples of ${raw.shape.join(' x ')}, not of ${shape.join(' x ')}`,
    );
  }
  if (classes !== null) checkLabels(raw, classes);
  if (raw.values instanceof Uint8Array) return;
  const wild = raw.values.findIndex((value) => !Number.isFinite(value));
  if (wild >= 0) {
    const sample = Math.floor(wild / (raw.values.length / raw.count));
    throw new RunError(`${raw.inputsPath}: sample ${sample} (counted from 0) holds ${raw.values[wild]}`);
  }
}

function checkLabels(raw: RawSamples, classes: number): void {
  if (raw.labels.length !== raw.count) {
    throw new RunError(
      `${raw.labelsPath} holds ${raw.labels.length} labels for the ${raw.count} samples of ${raw.inputsPath}`,
    );
  }
  const stray = raw.labels.findIndex((label) => label >= classes);
  if (stray >= 0) {
    throw new RunError(
      `${raw.labelsPath}: label ${raw.labels[stray]} at place ${stray} is not a class: there are ${classes}, counted from 0`,
    );
  }
}
