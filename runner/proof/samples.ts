import type { Batch, Weights } from '../contract/engine.ts';

/** One vector a sample, channels first. */
export type Samples64 = readonly Float64Array[];

type Record64 = Readonly<Record<string, Float64Array>>;
/** By layer, then by name. */
export type Weights64 = readonly Record64[];

/** Weights in float64. */
export function toFloat64(weights: Weights): Weights64 {
  return weights.map((record) =>
    Object.fromEntries(Object.entries(record).map(([name, values]) => [name, Float64Array.from(values)])),
  );
}

/** The samples of a batch. */
export function samplesOf(batch: Batch): Samples64 {
  return rowsOf(batch.inputs, batch.samples);
}

/** The rows of `[samples, n]`. */
export function rowsOf(values: ArrayLike<number>, samples: number): Samples64 {
  const width = values.length / samples;
  return Array.from({ length: samples }, (_, row) =>
    Float64Array.from({ length: width }, (_, at) => values[row * width + at]!),
  );
}
