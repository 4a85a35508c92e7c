import * as tf from '@tensorflow/tfjs-core';
import type { OptionalEngine } from '../optional/engine-cache.ts';
import { needInstalled } from '../optional/need-installed.ts';
import { startNativeBackend } from './native-backend.ts';
import type { NativeBinding, NativeTensor } from './native-binding.ts';

/** Spectra on the device of a native engine. */
export interface NativeSpectra {
  /** Whether it is a GPU. */
  readonly gpu: boolean;
  /**
   * Eigenvalues of symmetric matrices `[n, n]` of the same size, ascending, in one call: O(n^3) each, float64. Of a matrix only
   * the lower triangle is read.
   */
  eigenvalues(matrices: readonly Float64Array[], n: number): Float64Array[];
}

/**
 * Spectra by TensorFlow's SelfAdjointEigV2: Eigen's QR iterations on the CPU, cuSOLVER on a GPU. On the CPU infoplane's own are faster
 * at every size (bench/README.md), so this is for a GPU, and not used unless it is asked for.
 * @throws Error when the engine is not installed, or has another place in this process
 */
export async function openNativeSpectra(
  name: Extract<OptionalEngine, 'tfjs/native' | 'tfjs/cuda'>,
  threads = 1,
): Promise<NativeSpectra> {
  const { binding, isUsingGpuDevice } = await startNativeBackend(tf, needInstalled(name), threads);
  return { gpu: isUsingGpuDevice, eigenvalues: (matrices, n) => solve(binding, matrices, n) };
}

/** `TF_DOUBLE` of TensorFlow's C interface. The binding makes and reads no such tensors, but its operations take them. */
const double = 2;

function solve(binding: NativeBinding, matrices: readonly Float64Array[], n: number): Float64Array[] {
  if (matrices.length === 0) return [];
  const all = new Float64Array(matrices.length * n * n);
  matrices.forEach((matrix, at) => {
    all.set(matrix, at * n * n);
  });
  const made: number[] = [];
  const keep = (tensor: NativeTensor) => {
    made.push(tensor.id);
    return tensor.id;
  };
  const run = (
    name: string,
    attributes: Parameters<NativeBinding['executeOp']>[1],
    input: number,
    outputs = 1,
  ) => binding.executeOp(name, attributes, [input], outputs).map(keep)[0]!;
  const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
  try {
    // a double is two int32 to the binding, and the same bits to TensorFlow
    const words = binding.createTensor(
      [matrices.length, n, n, 2],
      binding.TF_INT32,
      new Int32Array(all.buffer),
    );
    made.push(words);
    const doubles = run('Bitcast', [type('T', binding.TF_INT32), type('type', double)], words);
    const without = { name: 'compute_v', type: binding.TF_ATTR_BOOL, value: false };
    const values = run('SelfAdjointEigV2', [without, type('T', double)], doubles, 2);
    const bits = run('Bitcast', [type('T', double), type('type', binding.TF_INT32)], values);
    const read = binding.tensorDataSync(bits).slice();
    const spectra = new Float64Array(read.buffer, 0, matrices.length * n);
    return matrices.map((_, at) => spectra.slice(at * n, (at + 1) * n));
  } finally {
    for (const tensor of made) binding.deleteTensor(tensor);
  }
}
