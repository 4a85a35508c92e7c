import type { Engine, EngineName } from '../contract/engine.ts';
import type { LayerKind } from '../contract/layer.ts';
import { type Adapter, findAdapter, findNvidia } from './adapter.ts';

export interface EngineOptions {
  /** Threads one session computes with; the engine's default when left out. */
  readonly threads?: number;
  /** The kinds of layers; those that infoplane brings along when left out. */
  readonly layers?: ReadonlyMap<string, LayerKind>;
}

/** How an engine is had here. */
export interface EngineEntry {
  readonly name: EngineName;
  /** The GPU that it computes on; null when none is here. Left out for engines on the CPU. */
  readonly adapter?: () => Promise<Adapter | null>;
  /** Loads the library and opens the engine; throws when it is not installed or has no device. */
  readonly open: (options: EngineOptions) => Promise<Engine>;
  /** The one thing to do when it is missing. */
  readonly remedy: string;
}

const again = 'install the packages again with `npm ci`';

/** All engines by name: those on the CPU the fastest first, then those on a GPU in the order that `auto` tries them. */
export const engineTable: readonly EngineEntry[] = [
  {
    name: 'onnx/cpu',
    open: async (options) => (await import('./onnx/onnx-engine.ts')).openOnnxEngine(options),
    remedy: `${again}; ONNX Runtime needs Linux (glibc), macOS or Windows on x64 or arm64`,
  },
  {
    name: 'tfjs/cpu',
    open: async ({ layers }) => (await import('./tfjs/tfjs-engine.ts')).openTfjsEngine('cpu', layers),
    remedy: again,
  },
  {
    name: 'onnx/cuda',
    adapter: async () => findNvidia(),
    open: async (options) =>
      (await import('./onnx/onnx-engine.ts')).openOnnxEngine({ ...options, device: 'cuda' }),
    remedy:
      'on Linux x64 with an NVIDIA GPU, CUDA 12 and cuDNN 9: `npm install onnxruntime-node --onnxruntime-node-install=cuda12`',
  },
  {
    name: 'onnx/webgpu',
    adapter: findAdapter,
    open: async (options) =>
      (await import('./onnx/onnx-engine.ts')).openOnnxEngine({ ...options, device: 'webgpu' }),
    remedy: "install the GPU's driver; on Linux its Vulkan driver and the loader too (Debian: `libvulkan1`)",
  },
  {
    name: 'tfjs/cuda',
    adapter: async () => findNvidia(),
    open: async ({ layers }) => (await import('./tfjs/tfjs-engine.ts')).openTfjsEngine('cuda', layers),
    remedy: 'on a machine with an NVIDIA GPU and CUDA 11: `npm install @tensorflow/tfjs-node-gpu@4.22`',
  },
  {
    name: 'tfjs/webgpu',
    adapter: findAdapter,
    open: async ({ layers }) => (await import('./tfjs/tfjs-engine.ts')).openTfjsEngine('webgpu', layers),
    remedy:
      "`npm install webgpu @tensorflow/tfjs-backend-webgpu@4.22`, and the GPU's driver as for onnx/webgpu",
  },
];
