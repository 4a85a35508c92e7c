import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { at } from '../document/path.ts';
import { isObject } from '../spec/schema.ts';
import type { EntrySpec } from '../spec/spec.ts';
import type { DatasetPlan, TrainingPlan } from './plan.ts';
import { tooManySamples } from './resolve-dataset.ts';

/** The training of a model with its number of updates; an epoch's last mini-batch may be short and counts. */
export function resolveTraining(
  spec: EntrySpec,
  dataset: DatasetPlan,
): { readonly training: TrainingPlan } | { readonly diagnostic: Diagnostic | null } {
  const settings = spec.params?.training;
  if (!isObject(settings)) return { diagnostic: null };
  const { optimizer, momentum, learningRate, batchSize, epochs } = settings;
  const numbers = { momentum: Number(momentum), learningRate: Number(learningRate) };
  const size = Number(batchSize);
  if (size > dataset.trainSize) {
    const origin = at(spec.tree, ['training', 'batchSize'])?.node.origin ?? spec.key;
    const path = `${spec.path}.training.batchSize`;
    return { diagnostic: tooManySamples(origin, path, size, dataset, 'train') };
  }
  if (optimizer !== 'sgd') throw new Error(`the compiler does not know the optimiser ${optimizer}`);
  const updatesPerEpoch = Math.ceil(dataset.trainSize / size);
  const updates = updatesPerEpoch * Number(epochs);
  if (!Number.isSafeInteger(updates)) {
    const origin = at(spec.tree, ['training', 'epochs'])?.node.origin ?? spec.key;
    const message = `${epochs} epochs are more updates than can be counted`;
    return { diagnostic: problem('value-out-of-range', origin, `${spec.path}.training.epochs`, message) };
  }
  const training = {
    optimizer,
    ...numbers,
    batchSize: size,
    epochs: Number(epochs),
    updatesPerEpoch,
    updates,
  } as const;
  return { training };
}
