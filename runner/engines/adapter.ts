import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWebgpu } from './webgpu-package.ts';

/** A graphics adapter, as far as it can be told here. */
export interface Adapter {
  /** Vendor and architecture, as the numeric class names them. */
  readonly name: string;
  /** Whether it computes on the CPU (SwiftShader, llvmpipe): right for tests, never for speed. */
  readonly software: boolean;
}

/** What is looked at besides the `webgpu` package, so that a test can hand in its own. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names in a folder; none when it is not there. */
  readonly list: (folder: string) => readonly string[];
  /** Text of a file; empty when it is not there. */
  readonly read: (path: string) => string;
}

/**
 * The adapter that WebGPU takes here, or null when there is none.
 *
 * ONNX Runtime does not tell which adapter it took. The driver's files tell whether there is a GPU. The `webgpu` package,
 * when it is installed, then names it: it is the same WebGPU (Dawn) and is asked for the same kind of adapter.
 */
export async function findAdapter(): Promise<Adapter | null> {
  const found = adapterOfFiles(thisMachine);
  const webgpu = found && (await loadWebgpu());
  if (!webgpu) return found;
  const adapter = await webgpu.create([]).requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture].filter((word) => word !== '').join(' ') || description;
  return { name, software: isFallbackAdapter || isSoftware(`${name} ${description}`) };
}

/** The NVIDIA GPU of this machine, or null. */
export function findNvidia({ list, read, env }: Surroundings = thisMachine): Adapter | null {
  if (env.CUDA_VISIBLE_DEVICES === '' || env.CUDA_VISIBLE_DEVICES === '-1') return null;
  const gpus = '/proc/driver/nvidia/gpus';
  const first = list(gpus)[0];
  if (first) {
    const model = /^Model:\s*(.+)$/m.exec(read(join(gpus, first, 'information')))?.[1];
    return { name: model ?? 'nvidia', software: false };
  }
  return list('/dev').includes('nvidia0') ? { name: 'nvidia', software: false } : null;
}

/** What the driver's files say: on macOS and Windows there is always an adapter. */
export function adapterOfFiles(around: Surroundings): Adapter | null {
  const { platform, env, list, read } = around;
  if (platform === 'darwin') return { name: 'metal', software: false };
  if (platform === 'win32') return { name: 'd3d12', software: false };
  const drivers = (env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES || '')
    .split(':')
    .filter((path) => path !== '');
  if (drivers.length > 0 && drivers.every(isSoftware)) return { name: 'software', software: true };
  const nvidia = findNvidia(around);
  if (nvidia) return nvidia;
  const node = list('/dev/dri').find((name) => name.startsWith('renderD'));
  if (node) {
    const device = `/sys/class/drm/${node}/device`;
    const numbers = ['vendor', 'device'].map((part) => read(join(device, part)).trim().replace('0x', ''));
    return { name: `pci ${numbers.join(':')}`, software: false };
  }
  return list('/dev').includes('dxg') ? { name: 'd3d12', software: false } : null;
}

function isSoftware(text: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|lvp_icd|softpipe|basic render/i.test(text);
}

export const thisMachine: Surroundings = {
  platform: process.platform,
  env: process.env,
  list(folder) {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  },
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  },
};
