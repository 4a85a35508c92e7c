import { installedEngine } from './optional/engine-cache.ts';
import { engineModules } from './optional/engine-modules.ts';

/** What infoplane uses of the optional package `webgpu`. */
export interface WebgpuPackage {
  create(options: readonly string[]): {
    requestAdapter(options: { readonly powerPreference: 'high-performance' }): Promise<WebgpuAdapter | null>;
  };
  /** WebGPU's classes, such as GPUBufferUsage, to be put on globalThis. */
  readonly globals: Readonly<Record<string, unknown>>;
}

interface WebgpuAdapter {
  readonly info: {
    readonly vendor: string;
    readonly architecture: string;
    readonly description: string;
    readonly isFallbackAdapter: boolean;
  };
}

/** The package, or null when tfjs/webgpu is not installed or the package does not run here. */
export async function loadWebgpu(): Promise<WebgpuPackage | null> {
  const engine = installedEngine('tfjs/webgpu', process.env);
  if (!engine) return null;
  try {
    return (await engineModules(engine).imported('node_modules/webgpu/index.js')) as WebgpuPackage;
  } catch {
    return null;
  }
}
