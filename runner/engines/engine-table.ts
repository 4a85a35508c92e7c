import type { Engine, EngineName } from './engine.ts';

export interface EngineOptions {
  /** Threads one session computes with; the engine's default when left out. */
  readonly threads?: number;
}

/** How an engine is had here. */
export interface EngineEntry {
  readonly name: EngineName;
  /** Loads the library and opens the engine; null for an engine that this version does not have. */
  readonly open: ((options: EngineOptions) => Promise<Engine>) | null;
  /** The one thing to do when it is missing. */
  readonly remedy: string;
}

const later = 'use onnx/cpu, or tfjs/cpu';

/** All engines by name, the fastest of those that this version has first. */
export const engineTable: readonly EngineEntry[] = [
  {
    name: 'onnx/cpu',
    open: async (options) => (await import('./onnx/onnx-engine.ts')).openOnnxEngine(options),
    remedy:
      'install the packages again with `npm ci`; ONNX Runtime needs Linux (glibc), macOS or Windows on x64 or arm64',
  },
  {
    name: 'tfjs/cpu',
    open: async () => (await import('./tfjs/tfjs-engine.ts')).openTfjsEngine(),
    remedy: 'install the packages again with `npm ci`',
  },
  { name: 'onnx/cuda', open: null, remedy: later },
  { name: 'onnx/webgpu', open: null, remedy: later },
  { name: 'tfjs/cuda', open: null, remedy: later },
  { name: 'tfjs/webgpu', open: null, remedy: later },
];
