import type { TrainingInputs } from '../../contract/engine.ts';
import type { Tensor, Tensorflow } from '../../contract/tensorflow.ts';
import { mostResidentBytes } from '../most-resident-bytes.ts';

/** Samples on a device. The session that put them there disposes of them. */
export interface ResidentSamples {
  /** `[count, features]`, float32. */
  readonly all: Tensor;
  /** `[rows.length, features]`. */
  gather(rows: Uint32Array): Tensor;
}

/**
 * Puts the samples of a training on the device of the backend in use, in float32 as the network gets them, so that only places travel
 * with a step. Reads the first and the last of them back, since a device's buffers may be smaller than they are.
 * @returns null where they are too many, or do not arrive whole: batches are sent then
 */
export async function putSamples(
  tf: Tensorflow,
  { count, inputs }: TrainingInputs,
  features: number,
): Promise<ResidentSamples | null> {
  if (4 * count * features > mostResidentBytes) return null;
  const values = inputs();
  const all = tf.tensor(values, [count, features]);
  const gather = (rows: Uint32Array) => tf.gather(all, tf.tensor1d(Int32Array.from(rows), 'int32'));
  try {
    const ends = tf.tidy(() => gather(Uint32Array.of(0, count - 1)));
    const found = await ends.data<'float32'>();
    ends.dispose();
    const last = (count - 2) * features;
    if (found.every((value, at) => Object.is(value, values[at < features ? at : last + at])))
      return { all, gather };
  } catch {
    // as when they do not arrive whole
  }
  all.dispose();
  return null;
}
