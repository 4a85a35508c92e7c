import type { Engine, EngineName } from '../contract/engine.ts';
import type { LayerKind } from '../contract/layer.ts';
import { type Adapter, findAdapter, findNvidia } from './adapter.ts';
import type { OnnxDevice } from './onnx/onnx-engine.ts';
import type { TfjsDevice } from './tfjs/tfjs-engine.ts';

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
  /** Loads what was installed for it, as far as that goes without its device; throws when it does not load. */
  readonly load?: () => Promise<void>;
  /** The one thing to do when it is missing. */
  readonly remedy: string;
}

const again = 'install the packages again with `npm ci`';
const tfjs = (device: TfjsDevice) => async (options: EngineOptions) =>
  (await import('./tfjs/tfjs-engine.ts')).openTfjsEngine({ device, ...options });
const onnx = (device: OnnxDevice) => async (options: EngineOptions) =>
  (await import('./onnx/onnx-engine.ts')).openOnnxEngine({ device, ...options });

/** All engines by name: those on the CPU the fastest first, then those on a GPU in the order that `auto` tries them. */
export const engineTable: readonly EngineEntry[] = [
  {
    name: 'onnx/cpu',
    open: onnx('cpu'),
    remedy: `${again}; ONNX Runtime needs Linux (glibc), macOS or Windows on x64 or arm64`,
  },
  {
    name: 'tfjs/native',
    open: tfjs('native'),
    remedy:
      'on Linux x64 with Python and a C++ compiler, it comes with `infoplane engine install tfjs/native`',
  },
  { name: 'tfjs/cpu', open: tfjs('cpu'), remedy: again },
  {
    name: 'onnx/cuda',
    adapter: async () => findNvidia(),
    open: onnx('cuda'),
    load: async () => (await import('./onnx/onnx-engine.ts')).loadCuda(),
    remedy: 'on Linux x64 with an NVIDIA GPU and Python, it comes with `infoplane engine install onnx/cuda`',
  },
  {
    name: 'onnx/webgpu',
    adapter: findAdapter,
    open: onnx('webgpu'),
    remedy: "install the GPU's driver; on Linux its Vulkan driver and the loader too (Debian: `libvulkan1`)",
  },
  {
    name: 'tfjs/cuda',
    adapter: async () => findNvidia(),
    open: tfjs('cuda'),
    load: async () => (await import('./tfjs/tfjs-engine.ts')).loadDevice('cuda'),
    remedy:
      'on Linux x64 with an NVIDIA GPU, Python and a C++ compiler, it comes with `infoplane engine install tfjs/cuda`',
  },
  {
    name: 'tfjs/webgpu',
    adapter: findAdapter,
    open: tfjs('webgpu'),
    load: async () => (await import('./tfjs/tfjs-engine.ts')).loadDevice('webgpu'),
    remedy: "with the GPU's driver as for onnx/webgpu, it comes with `infoplane engine install tfjs/webgpu`",
  },
];
