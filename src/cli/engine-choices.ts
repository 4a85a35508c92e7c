import type { EngineName } from '../../runner/contract/engine.ts';

/** What `--engine` takes; the names are spelt here, so that no engine is loaded for them. */
export const engineChoices: ('auto' | EngineName)[] = [
  'auto',
  'onnx/cpu',
  'onnx/webgpu',
  'onnx/cuda',
  'tfjs/native',
  'tfjs/cuda',
  'tfjs/webgpu',
  'tfjs/cpu',
];
