import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installEngine } from '../../../runner/engines/install/install-engine.ts';
import { fakeWorkshop, type Programs, scratchFolder } from './fake-workshop.ts';
import { sharedLibrary } from './shared-library.ts';

const scratch = scratchFolder();
let count = 0;
const needed = ['libcublasLt.so.13', 'libcudart.so.13', 'libcuda.so.1', 'libc.so.6'];

/** pip that unpacks the part for CUDA and, of NVIDIA's packages, `libraries`. */
function pip(libraries: readonly string[], asked: string[] = [], site?: string): Programs {
  const put = (folder: string) => {
    mkdirSync(join(folder, 'nvidia/cu13/lib'), { recursive: true });
    for (const name of libraries) writeFileSync(join(folder, 'nvidia/cu13/lib', name), '');
  };
  if (site) put(site);
  return {
    python3: (args) => {
      if (args[0] === '-c') return { out: JSON.stringify(site) };
      if (!args.includes('install')) return {};
      const target = args[args.indexOf('--target') + 1]!;
      asked.push(...args.filter((arg) => /^(nvidia|onnxruntime)/.test(arg)));
      if (!args.some((arg) => arg.startsWith('onnxruntime-gpu=='))) put(target);
      const capi = join(target, 'onnxruntime/capi');
      mkdirSync(capi, { recursive: true });
      writeFileSync(join(capi, 'libonnxruntime_providers_shared.so'), '');
      writeFileSync(join(capi, 'libonnxruntime_providers_cuda.so'), sharedLibrary(needed));
      return {};
    },
    ldconfig: () => ({
      out: '\tlibc.so.6 (libc6,x86-64) => /lib/libc.so.6\n\tlibcurand.so.10 (libc6) => /lib\n',
    }),
  };
}
const install = (programs: Programs, python?: string) => {
  const cache = join(scratch, String(count++));
  return installEngine(
    'onnx/cuda',
    python === undefined ? {} : { python },
    fakeWorkshop(cache, programs),
    async () => ({
      selfTest: null,
      failure: null,
    }),
  );
};
const wanted = ['libcudart.so.13', 'libcublasLt.so.13', 'libcufft.so.12', 'libnvrtc.so.13', 'libcudnn.so.9'];

describe('engine install onnx/cuda', () => {
  it('fetches the libraries that the system has not, and loads each after those that it needs', async () => {
    const asked: string[] = [];
    const { manifest } = await install(pip(wanted, asked));
    expect(asked[0]).toBe('onnxruntime-gpu==1.30.0');
    const packages = asked.slice(1).map((one) => one.split('~')[0]);
    expect(packages.sort()).toEqual([
      'nvidia-cublas',
      'nvidia-cuda-nvrtc',
      'nvidia-cuda-runtime',
      'nvidia-cudnn-cu13',
      'nvidia-cufft',
    ]);
    const place = 'python/nvidia/cu13/lib';
    const order = [
      'libcudart.so.13',
      'libnvrtc.so.13',
      'libcublasLt.so.13',
      'libcufft.so.12',
      'libcudnn.so.9',
    ];
    expect(manifest.preload).toEqual(order.map((name) => join(place, name)));
    expect(manifest.files).toHaveLength(4);
  });

  it('takes those of the Python that was named', async () => {
    const site = join(scratch, 'site');
    const { manifest } = await install(pip(wanted, [], site), 'python3');
    expect(manifest.preload).toHaveLength(5);
    expect(manifest.preload[0]).toBe(join(site, 'nvidia/cu13/lib/libcudart.so.13'));
    expect(manifest.python).toBe('python3');
  });

  it('names each that is missing there with its packages', async () => {
    const site = join(scratch, 'poor-site');
    const error = await install(pip(['libcudart.so.13'], [], site), 'python3').catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ exitCode: 4 });
    const { message, hint } = error as Error & { hint: string };
    for (const word of [
      'libcublasLt.so.13',
      'nvidia-cublas',
      'libcublas-13-0',
      'libcudnn.so.9',
      'cudnn9-cuda-13',
    ])
      expect(message).toContain(word);
    expect(message).not.toContain('libcudart');
    expect(message).not.toContain('libcuda.so.1');
    expect(hint).toContain('nvidia-cudnn-cu13');
  });
});
