import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSafetensors, tensorArray } from '../../runner/readers/safetensors.ts';

/** Folder of networks and checkpoints that PyTorch wrote. */
export const networks = fileURLToPath(new URL('../fixtures/onnx/', import.meta.url));

const { tensors } = readSafetensors(readFileSync(`${networks}activations.safetensors`), 'activations');

/** What PyTorch computes with them: `x`, `cnn.<update>.<layer>`, `tokens.<epoch>.<layer>`. */
export function computed(name: string): Float32Array {
  return Float32Array.from(tensorArray(tensors.get(name)!, name).values);
}

/** The largest difference between two lists of numbers; infinite where they have other lengths. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Array.from(a, (value, at) => Math.abs(value - b[at]!)).reduce((most, one) => Math.max(most, one), 0);
}
