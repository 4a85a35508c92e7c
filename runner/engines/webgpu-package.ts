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

/** The package, or null when it is not installed or does not run here. */
export async function loadWebgpu(): Promise<WebgpuPackage | null> {
  const name: string = 'webgpu';
  try {
    return (await import(name)) as WebgpuPackage;
  } catch {
    return null;
  }
}
