import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPackage, type NpmPackage } from './npm-packages.ts';
import type { Recipe } from './recipe.ts';

const webgpu: NpmPackage = {
  name: 'webgpu',
  version: '0.6.2',
  integrity:
    'sha512-3L4GfmqJLvYUIEWJngEQY+2HQiUlAFkg8+P8NDDj3Xx5hHHIFO/r8JW+ynfqBj7kHN4mbnwO74uB+lrRtLhp4Q==',
};
const backend: NpmPackage = {
  name: '@tensorflow/tfjs-backend-webgpu',
  version: '4.22.0',
  integrity:
    'sha512-lvIc7Af4Tl2BCdYp43iQmSCRq3asaKT0q2xaErphXiUZ+jqeB0bQa0ZvQys1Xatvto0U4/c90DVsHPfvkn5ftg==',
};

/** tfjs/webgpu: two packages of npm. */
export const webgpuRecipe: Recipe = {
  takesPython: false,
  check: async () => {},
  async make(workshop, folder) {
    await fetchPackage(workshop, webgpu, folder);
    await fetchPackage(workshop, backend, folder);
    const core = join(folder, 'node_modules/@tensorflow/tfjs-core');
    await mkdir(core, { recursive: true });
    await writeFile(join(core, 'index.js'), "throw new Error('infoplane hands this package over');\n");
    const main = [`${backend.name}/dist/tf-backend-webgpu.node.js`, `${webgpu.name}/index.js`];
    return {
      packages: { [webgpu.name]: webgpu.version, [backend.name]: backend.version },
      files: main.map((file) => join('node_modules', file)),
      preload: [],
      python: null,
    };
  },
};
