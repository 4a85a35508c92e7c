import type { Batch, TrainingSettings } from '../contract/engine.ts';
import { type Samples64, samplesOf } from './samples.ts';

export type LossSettings = Pick<TrainingSettings, 'loss' | 'target' | 'labelSmoothing' | 'classWeights'>;

/** Loss of each sample: cross-entropy in nats, or the mean squared error. */
export function lossesOf(outputs: Samples64, batch: Batch, training: LossSettings = {}): number[] {
  const inputs = samplesOf(batch);
  return outputs.map((output, sample) => {
    const label = batch.labels[sample]!;
    if (training.loss !== 'mse') return crossEntropy(output, label, training);
    const { targets } = batch;
    const given = (at: number) => (targets ? targets[sample * output.length + at]! : Number(at === label));
    const target = training.target === 'input' ? inputs[sample]! : output.map((_, at) => given(at));
    return output.reduce((total, value, at) => total + (value - target[at]!) ** 2, 0) / output.length;
  });
}

/** Cross-entropy of one sample, nats: to the class, and to a target that is the same at every class. */
function crossEntropy(
  logits: Float64Array,
  label: number,
  { labelSmoothing = 0, classWeights }: LossSettings,
): number {
  const largest = Math.max(...logits);
  const total = logits.reduce((all, value) => all + Math.exp(value - largest), 0);
  const away = (logit: number) => largest + Math.log(total) - logit;
  const even = logits.reduce((sum, logit) => sum + away(logit), 0) / logits.length;
  const loss = (1 - labelSmoothing) * away(logits[label]!) + labelSmoothing * even;
  return loss * (classWeights?.[label] ?? 1);
}
