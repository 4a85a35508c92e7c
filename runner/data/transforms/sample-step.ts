import type { Shape } from '../../../src/plan/plan.ts';

/** A transform of one sample's values, ready to be applied. */
export interface SampleStep {
  readonly input: Shape;
  readonly output: Shape;
  /** Writes all values of `to`; `from` and `to` do not overlap. */
  apply(from: Float32Array, to: Float32Array): void;
}

/** Reads the values of a sample. */
export type ReadSample = (index: number, to: Float32Array) => void;

/** Number of values of a shape. */
export function valuesIn(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Reads samples through steps, with one piece of memory for each step's input. */
export function throughSteps(read: ReadSample, steps: readonly SampleStep[]): ReadSample {
  if (steps.length === 0) return read;
  const between = steps.map((step) => new Float32Array(valuesIn(step.input)));
  return (index, to) => {
    read(index, between[0]!);
    steps.forEach((step, place) => {
      step.apply(between[place]!, between[place + 1] ?? to);
    });
  };
}
