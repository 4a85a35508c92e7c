import { RunError } from '../../src/node/run-error.ts';
import type { FloatTensor } from '../contract/forward.ts';
import { readWholeFile } from '../readers/read-whole-file.ts';
import { readSafetensors, type StoredTensor, tensorArray } from '../readers/safetensors.ts';

/**
 * Weights from a .safetensors file as float32, by name.
 * @param wanted names of those that are read
 * @param name what messages call the file
 * @throws RunError when it is damaged or lacks one
 */
export async function loadWeights(
  place: string,
  wanted: readonly string[],
  name: string,
): Promise<ReadonlyMap<string, FloatTensor>> {
  const { tensors } = readSafetensors(await readWholeFile(place, name), name);
  return new Map(
    wanted.map((weight) => {
      const tensor = tensors.get(weight);
      if (!tensor)
        throw new RunError(`${name} has no ${weight} any more`, {
          hint: 'the file was written anew; run again',
        });
      return [weight, { shape: tensor.shape, values: float32(tensor, `${name}: ${weight}`) }];
    }),
  );
}

function float32(tensor: StoredTensor, name: string): Float32Array {
  // a copy, since the numbers may lie at any byte of the file
  if (tensor.dtype === 'F32') return new Float32Array(new Uint8Array(tensor.data).buffer);
  return Float32Array.from(tensorArray(tensor, name).values);
}
