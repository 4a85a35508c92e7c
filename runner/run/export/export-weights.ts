import { join } from 'node:path';
import { makeFolder } from '../../../src/node/make-folder.ts';
import { writeDurably } from '../../../src/node/write-durably.ts';
import type { StagePlan } from '../../../src/plan/plan.ts';
import { npyBytes } from '../../readers/npy-bytes.ts';
import { readWeights } from '../../store/kept-weights.ts';
import type { Store } from '../../store/store.ts';

/**
 * Writes the weights that a training ended with into `folder`, as `<layer>.<weight>.npy`, float32: a convolution's kernel
 * is `[filters, channels, height, width]`, a dense layer's `[units, inputs]`, as PyTorch has them.
 *
 * @param key of the kept result
 * @returns the names of the files, or null when the store does not have the weights
 */
export async function exportWeights(
  { network }: StagePlan,
  key: string,
  store: Store,
  folder: string,
): Promise<string[] | null> {
  const arrays = await store.getArrays(key, 'weights');
  if (!arrays) return null;
  const weights = readWeights(network, arrays);
  await makeFolder(folder);
  const files: string[] = [];
  for (const [index, layer] of network.layers.entries()) {
    for (const { name, shape } of layer.weights) {
      const file = `${layer.name}.${name}.npy`;
      await writeDurably(join(folder, file), [npyBytes(shape, weights[index]![name]!)]);
      files.push(file);
    }
  }
  return files;
}
