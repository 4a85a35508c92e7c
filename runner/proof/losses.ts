import type { Batch, TrainingSettings } from '../contract/engine.ts';
import { type Samples64, samplesOf } from './samples.ts';

export type LossSettings = Pick<TrainingSettings, 'loss' | 'target'>;

/** Loss of each sample: cross-entropy in nats, or the mean squared error. */
export function lossesOf(outputs: Samples64, batch: Batch, training: LossSettings = {}): number[] {
  const inputs = samplesOf(batch);
  return outputs.map((output, sample) => {
    const label = batch.labels[sample]!;
    if (training.loss !== 'mse') return crossEntropy(output, label);
    const target =
      training.target === 'input' ? inputs[sample]! : output.map((_, at) => Number(at === label));
    return output.reduce((total, value, at) => total + (value - target[at]!) ** 2, 0) / output.length;
  });
}

/** Cross-entropy of one sample, nats. */
function crossEntropy(logits: Float64Array, label: number): number {
  const largest = Math.max(...logits);
  const total = logits.reduce((all, value) => all + Math.exp(value - largest), 0);
  return largest + Math.log(total) - logits[label]!;
}
