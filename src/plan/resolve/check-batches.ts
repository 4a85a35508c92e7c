import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import type { LayerPlan, NetworkPlan, TrainingPlan } from '../plan.ts';

/**
 * Mini-batches that batch normalisation cannot work on: those with one value of a feature, whose variance is 0. The
 * layer then puts out its shift alone, whatever it is given, and the running variance moves towards 0. Only the last
 * mini-batch of an epoch can be that short, or all of them with a batch size of 1; a feature map of several places has
 * several values a sample.
 * @param counted where the training samples are counted; the batch size comes first where it is written
 */
export function checkBatches(
  spec: EntrySpec,
  network: NetworkPlan,
  { batchSize }: TrainingPlan,
  trainSize: number,
  counted: Origin | null,
): Diagnostic[] {
  const last = trainSize % batchSize || batchSize;
  const layer = last === 1 && network.layers.find(hasOneValue);
  if (!layer) return [];
  const which =
    batchSize === 1
      ? 'a mini-batch is one sample'
      : `${trainSize} samples in mini-batches of ${batchSize} leave one of a single sample`;
  const message = `${which}, and ${showValue(layer.name)} normalises by the variance of a mini-batch, which is 0 then`;
  const origin = at(spec.tree, ['training', 'batchSize'])?.node.origin ?? counted ?? spec.key;
  const path = `${spec.path}.training.batchSize`;
  return [problem('value-out-of-range', origin, path, message, hintFor(batchSize, trainSize))];
}

/** Whether a layer takes statistics over the mini-batch of features that a sample has one value of. */
function hasOneValue({ kind, output: [, ...places] }: LayerPlan): boolean {
  return kind === 'batch-norm' && places.every((length) => length === 1);
}

function hintFor(batchSize: number, trainSize: number): string {
  const other = [batchSize + 1, batchSize - 1].find((size) => size > 1 && trainSize % size !== 1);
  const takes = other === undefined ? 'take another `batchSize`' : `take a \`batchSize\` such as ${other}`;
  return trainSize > 2 && batchSize > 1
    ? `${takes}, or \`subset: { train: ${trainSize - 1} }\` of the data set`
    : takes;
}
