import type { Batch, TrainingInputs } from '../../../runner/contract/engine.ts';

/** The same batches as places in all of their samples, which lie the other way round. */
export function byPlaces(batches: readonly Batch[]): {
  readonly samples: TrainingInputs;
  readonly placed: readonly Batch[];
} {
  const features = batches[0]!.inputs.length / batches[0]!.samples;
  const count = batches.reduce((sum, { samples }) => sum + samples, 0);
  const inputs = new Float32Array(count * features);
  let place = count;
  const placed = batches.map((batch) => {
    const rows = Uint32Array.from({ length: batch.samples }, () => --place);
    rows.forEach((row, at) => {
      inputs.set(batch.inputs.subarray(at * features, (at + 1) * features), row * features);
    });
    return { ...batch, rows };
  });
  return { samples: { count, inputs: () => inputs }, placed };
}
