import './no-telemetry.ts';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as onnxruntime from 'onnxruntime-node';
import { needInstalled } from '../optional/need-installed.ts';

/**
 * Where onnx/cuda is installed, its copy of the package takes the place of infoplane's own, on the CPU too: a process has room for
 * one of the two libraries only, and CUDA's part looks for the other parts beside itself. The bytes of the library are the same.
 */
function loadOnnxRuntime(): typeof onnxruntime {
  const require = createRequire(import.meta.url);
  return (cudaRequire() ?? require)('onnxruntime-node') as typeof onnxruntime;
}

/** Null where onnx/cuda is not installed, or not whole any more. */
function cudaRequire(): NodeJS.Require | null {
  try {
    return createRequire(join(needInstalled('onnx/cuda').folder, 'package.json'));
  } catch {
    return null;
  }
}

export const { env, InferenceSession, Tensor } = loadOnnxRuntime();
export type InferenceSession = onnxruntime.InferenceSession;
/** How a session is opened. */
export type SessionOptions = onnxruntime.InferenceSession.SessionOptions;
/** What a session takes and gives, by name. */
export type TensorMap = onnxruntime.InferenceSession.OnnxValueMapType;
export type Tensor = onnxruntime.Tensor;

/** Makes a runtime session of the bytes of a model; outputs in `resident` may stay on the device. */
export type LoadModel = (model: Uint8Array, resident: readonly string[]) => Promise<InferenceSession>;
