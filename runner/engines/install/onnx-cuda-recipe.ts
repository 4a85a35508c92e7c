import { cp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, sep } from 'node:path';
import { RunError } from '../../../src/node/run-error.ts';
import { optionalEngines } from '../optional/engine-cache.ts';
import { cudaLibraries } from './cuda-libraries.ts';
import { readSharedLibrary } from './needed-libraries.ts';
import { askPython, findPip, unpackWheels } from './python.ts';
import type { Made, Recipe, RecipeOptions } from './recipe.ts';
import { systemLibraries } from './system-libraries.ts';
import { needLinux, type Workshop } from './workshop.ts';

const version = optionalEngines['onnx/cuda'];
/** Where ONNX Runtime's package has its library, and looks for the part that computes on CUDA. */
const place = 'bin/napi-v6/linux/x64';
const providers = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const;

/** Libraries of CUDA 13 that the part for CUDA loads, by name: PyPI's package and Debian's (of NVIDIA's repository). */
const cudaPackages: Readonly<Record<string, readonly [pip: string, apt: string]>> = {
  'libcudart.so.13': ['nvidia-cuda-runtime~=13.0', 'cuda-cudart-13-0'],
  'libcublas.so.13': ['nvidia-cublas~=13.0', 'libcublas-13-0'],
  'libcublasLt.so.13': ['nvidia-cublas~=13.0', 'libcublas-13-0'],
  'libcurand.so.10': ['nvidia-curand~=10.0', 'libcurand-13-0'],
  'libcufft.so.12': ['nvidia-cufft~=12.0', 'libcufft-13-0'],
  'libnvrtc.so.13': ['nvidia-cuda-nvrtc~=13.0', 'cuda-nvrtc-13-0'],
  'libcudnn.so.9': ['nvidia-cudnn-cu13~=9.0', 'cudnn9-cuda-13'],
};
/** Those that no library names as needed, since they are loaded while it computes. */
const loadedLater = ['libcufft.so.12', 'libnvrtc.so.13', 'libcudnn.so.9'];
/** The driver's own; it comes with no package of CUDA, and is looked for when the engine is opened. */
const driver = 'libcuda.so.1';

/**
 * onnx/cuda: a copy of ONNX Runtime's package, and beside its library the part for CUDA that the Python package onnxruntime-gpu
 * of the same version has. The npm package's own script would fetch that part from NuGet, for CUDA 12, into node_modules.
 */
export const onnxCudaRecipe: Recipe = {
  takesPython: true,
  async check(workshop, { python }) {
    needLinux(workshop.machine, 'onnx/cuda');
    await findPip(workshop, python);
  },
  make: makeOnnxCuda,
};

async function makeOnnxCuda(workshop: Workshop, folder: string, { python }: RecipeOptions): Promise<Made> {
  await copyRuntime(folder);
  const pip = await findPip(workshop, python);
  const wheel = join(folder, 'wheel');
  await unpackWheels(workshop, pip, [`onnxruntime-gpu==${version}`], wheel);
  for (const name of providers) {
    await rename(
      join(wheel, 'onnxruntime/capi', name),
      join(folder, 'node_modules/onnxruntime-node', place, name),
    );
  }
  await rm(wheel, { recursive: true });
  const needed = await neededLibraries(join(folder, 'node_modules/onnxruntime-node', place, providers[1]));
  const preload = await librariesFor(workshop, folder, pip, needed, python !== undefined);
  return {
    packages: { 'onnxruntime-node': version, 'onnxruntime-gpu': version },
    files: [...providers, 'libonnxruntime.so.1', 'onnxruntime_binding.node'].map((name) =>
      join('node_modules/onnxruntime-node', place, name),
    ),
    preload,
    python: python ?? null,
  };
}

/** infoplane's own ONNX Runtime, as far as it is loaded. */
async function copyRuntime(folder: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const runtime = packageOf(require.resolve('onnxruntime-node'));
  const common = packageOf(createRequire(join(runtime, 'package.json')).resolve('onnxruntime-common'));
  for (const [source, parts] of [
    [runtime, ['package.json', 'dist', place]],
    [common, ['package.json', 'dist/cjs']],
  ] as const) {
    for (const part of parts) {
      const target = join(folder, 'node_modules', basename(source), part);
      await cp(join(source, part), target, { recursive: true, dereference: true });
    }
  }
}

function packageOf(file: string): string {
  const parts = file.split(sep);
  return parts.slice(0, parts.lastIndexOf('node_modules') + 2).join(sep);
}

async function neededLibraries(provider: string): Promise<string[]> {
  const needed = readSharedLibrary(provider).needed.filter((name) => name !== driver);
  return [...new Set([...needed, ...loadedLater])];
}

/**
 * Sees to the libraries that are needed and that the system has not: of the Python environment that the user named, else
 * fetched into the engine's folder.
 * @returns those to load first
 */
async function librariesFor(
  workshop: Workshop,
  folder: string,
  pip: string,
  needed: readonly string[],
  given: boolean,
): Promise<string[]> {
  const system = await systemLibraries(workshop);
  const wanted = needed.filter((name) => !system.has(name));
  if (wanted.length === 0) return [];
  const own = join(folder, 'python');
  if (!given) {
    const requirements = wanted.flatMap((name) => cudaPackages[name]?.[0] ?? []);
    if (requirements.length > 0) await unpackWheels(workshop, pip, [...new Set(requirements)], own);
  }
  const packages = given ? await pathOfPackages(workshop, pip) : own;
  const libraries = await cudaLibraries(join(packages, 'nvidia'));
  const names = new Set(libraries.map((file) => basename(file)));
  const missing = wanted.filter((name) => !names.has(name));
  if (missing.length > 0) throw missingLibraries(missing, pip);
  return given ? libraries : libraries.map((file) => file.slice(folder.length + 1));
}

async function pathOfPackages(workshop: Workshop, python: string): Promise<string> {
  return askPython<string>(
    workshop,
    python,
    'import json, sysconfig\nprint(json.dumps(sysconfig.get_path("platlib")))',
  );
}

/** Each library with the packages that have it. */
function missingLibraries(missing: readonly string[], python: string): RunError {
  const each = missing.map((name) => {
    const [pip, apt] = cudaPackages[name] ?? [];
    return pip ? `${name} (pip: ${pip}; Debian, from NVIDIA's repository: ${apt})` : name;
  });
  const requirements = [...new Set(missing.flatMap((name) => cudaPackages[name]?.[0] ?? []))];
  return new RunError(`libraries of CUDA are missing: ${each.join(', ')}`, {
    hint: `\`${python} -m pip install ${requirements.map((one) => `'${one}'`).join(' ')}\`, or leave --python out`,
  });
}
