import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '../../../src/node/run-error.ts';
import { compileBinding, findCompiler } from './compile-binding.ts';
import { cudaLibraries } from './cuda-libraries.ts';
import {
  checkTensorflow,
  type FoundTensorflow,
  tensorflowLibraries,
  tensorflowOf,
  tensorflowVersions,
} from './find-tensorflow.ts';
import { fetchPackage, type NpmPackage } from './npm-packages.ts';
import { findPip, unpackWheels } from './python.ts';
import type { Made, Recipe, RecipeOptions } from './recipe.ts';
import { needLinux, type Workshop } from './workshop.ts';

const nodeGpu: NpmPackage = {
  name: '@tensorflow/tfjs-node-gpu',
  version: '4.22.0',
  integrity:
    'sha512-p//NN6DGiN4hInUmIkRffaFVMcdTREUMjPyjW04J7OXvB2zBlQimj61eFKSgRrH3f5TnOfKzb0n56he/B6a4bw==',
};
const nodeHeaders: NpmPackage = {
  name: 'node-api-headers',
  version: '1.9.0',
  integrity:
    'sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
};

/** Folder of the engine's own TensorFlow in it. */
const ownPython = 'python';
const binding = 'tfjs_binding.node';

/** tfjs/native and tfjs/cuda: TensorFlow.js's package for Node on the libraries of the Python package. */
export function tensorflowRecipe(device: 'cpu' | 'cuda'): Recipe {
  const name = device === 'cpu' ? 'tfjs/native' : 'tfjs/cuda';
  return {
    takesPython: true,
    async check(workshop, { python }) {
      needLinux(workshop.machine, name);
      await findCompiler(workshop);
      if (python === undefined) await findPip(workshop);
      else needDevice(await tensorflowOf(workshop, python), device, python);
    },
    make: (workshop, folder, options) => makeTensorflow(workshop, folder, options, device),
  };
}

async function makeTensorflow(
  workshop: Workshop,
  folder: string,
  { python }: RecipeOptions,
  device: 'cpu' | 'cuda',
): Promise<Made> {
  const own = python === undefined;
  const target = join(folder, ownPython);
  const tensorflow = own
    ? await fetchTensorflow(workshop, target, device)
    : await tensorflowOf(workshop, python);
  await fetchPackage(workshop, nodeGpu, folder);
  await fetchPackage(workshop, nodeHeaders, folder);
  const headers = join(folder, 'node_modules', nodeHeaders.name);
  await compileBinding(workshop, {
    compiler: await findCompiler(workshop),
    sources: join(folder, 'node_modules', nodeGpu.name),
    headers: join(headers, 'include'),
    tensorflow: tensorflow.folder,
    runPath: own ? `$ORIGIN/${ownPython}/tensorflow` : tensorflow.folder,
    output: join(folder, binding),
  });
  await rm(headers, { recursive: true });
  await writeStandIns(folder);
  if (own) await keepLibraries(tensorflow.folder);
  const libraries = join(own ? join(ownPython, 'tensorflow') : tensorflow.folder);
  const python3 = own ? target : join(tensorflow.folder, '..');
  const cuda = device === 'cuda' ? await cudaLibraries(join(python3, 'nvidia')) : [];
  return {
    packages: {
      [nodeGpu.name]: nodeGpu.version,
      [tensorflow.cuda ? 'tensorflow' : 'tensorflow-cpu']: tensorflow.version,
    },
    files: [binding, ...tensorflowLibraries.map((library) => join(libraries, library))],
    preload: own ? cuda.map((file) => file.slice(folder.length + 1)) : cuda,
    python: python ?? null,
  };
}

/** The modules that the package asks for; what they are is said when it is loaded. */
async function writeStandIns(folder: string): Promise<void> {
  for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-core']) {
    const place = join(folder, 'node_modules', name);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'index.js'), "throw new Error('infoplane hands this package over');\n");
  }
}

/** TensorFlow of PyPI and, for a GPU, the libraries of CUDA that it names. */
async function fetchTensorflow(
  workshop: Workshop,
  target: string,
  device: 'cpu' | 'cuda',
): Promise<FoundTensorflow> {
  const python = await findPip(workshop);
  const version = tensorflowVersions.newest;
  const name = device === 'cpu' ? 'tensorflow-cpu' : 'tensorflow';
  await unpackWheels(workshop, python, [`${name}==${version}`], target);
  if (device === 'cuda') {
    const facts = await readFile(join(target, `tensorflow-${version}.dist-info`, 'METADATA'), 'utf8');
    await unpackWheels(workshop, python, cudaRequirements(facts), join(target, 'cuda'));
    await rename(join(target, 'cuda', 'nvidia'), join(target, 'nvidia'));
    await rm(join(target, 'cuda'), { recursive: true });
  }
  return checkTensorflow(join(target, 'tensorflow'), version);
}

/**
 * What the extra `and-cuda` of TensorFlow requires; the compiler is not needed for what networks compute.
 * @param facts text of the wheel's METADATA
 */
export function cudaRequirements(facts: string): string[] {
  return [...facts.matchAll(/^Requires-Dist: (nvidia-[^;]+?) *; extra == "and-cuda"$/gm)]
    .map(([, requirement]) => requirement!)
    .filter((requirement) => !requirement.startsWith('nvidia-cuda-nvcc'));
}

/** Of the engine's own TensorFlow, what is loaded stays, with its licence: a quarter of the Python package is enough. */
async function keepLibraries(folder: string): Promise<void> {
  const kept: readonly string[] = [...tensorflowLibraries, 'LICENSE', 'THIRD_PARTY_NOTICES.txt'];
  for (const name of await readdir(folder)) {
    if (!kept.includes(name)) await rm(join(folder, name), { recursive: true });
  }
}

function needDevice({ cuda, folder }: FoundTensorflow, device: 'cpu' | 'cuda', python: string): void {
  if (cuda === (device === 'cuda')) return;
  throw device === 'cuda'
    ? new RunError(`the TensorFlow in ${folder} is made for the CPU`, {
        hint: `\`${python} -m pip install 'tensorflow[and-cuda]==${tensorflowVersions.newest}'\`, or leave --python out`,
      })
    : new RunError(`the TensorFlow in ${folder} is made for NVIDIA's GPUs`, {
        hint: 'name a Python with tensorflow-cpu, leave --python out, or install tfjs/cuda',
      });
}
