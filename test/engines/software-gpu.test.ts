import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import type { Batch, Engine, EngineName, NumericClass } from '../../runner/engines/engine.ts';
import { openTfjsEngine } from '../../runner/engines/tfjs/tfjs-engine.ts';
import type { NetworkPlan } from '../../src/plan/plan.ts';
import { expectSame, type History, train } from './support/compare.ts';
import { makeBatch } from './support/networks.ts';

// The engines on WebGPU, on a GPU imitated in software: Debian's chromium ships SwiftShader and a Vulkan loader. It says
// nothing about speed. One process an engine: two copies of WebGPU's library do not always go together.

const chromium = '/usr/lib/chromium';
const driver = join(chromium, 'vk_swiftshader_icd.json');
const child = fileURLToPath(new URL('support/train-child.mjs', import.meta.url));
const built = fileURLToPath(new URL('../../dist/runner/engines/choose.js', import.meta.url));

interface Case {
  readonly network: NetworkPlan;
  readonly batches: readonly Batch[];
  readonly learningRate: number;
  readonly momentum: number;
}

const cases: Readonly<Record<string, Case>> = {
  'conv and pool on half-blank images, the last batch short': {
    network: chainLayers(
      [1, 8, 8],
      [
        ['conv', { filters: 2, kernel: 3, activation: 'sigmoid' }],
        ['pool', { size: 2 }],
        ['dense', { units: 5, activation: 'relu' }],
        ['dense', { units: 3 }],
      ],
    ),
    batches: halfBlank([1, 8, 8], [4, 4, 4, 3]),
    learningRate: 0.2,
    momentum: 0,
  },
  'conv, tanh, padded, and mean pool, with momentum': {
    network: chainLayers(
      [2, 6, 6],
      [
        ['conv', { filters: 2, kernel: 3, padding: 'same', activation: 'tanh' }],
        ['pool', { size: 3, mode: 'average' }],
        ['dense', { units: 3 }],
      ],
    ),
    batches: halfBlank([2, 6, 6], [4, 4, 4]),
    learningRate: 0.1,
    momentum: 0.9,
  },
};

let oracle: Engine;
let folder: string;

beforeAll(async () => {
  oracle = await openTfjsEngine();
  folder = mkdtempSync(join(tmpdir(), 'infoplane-software-gpu-'));
});
afterAll(async () => {
  await oracle.close();
  rmSync(folder, { recursive: true });
});

for (const name of ['onnx/webgpu', 'tfjs/webgpu'] as const) {
  const reason = whyNot(name);
  describe.skipIf(reason)(`${name} on SwiftShader${reason && ` (skipped: ${reason})`}`, () => {
    it('agrees with tfjs/cpu on losses, tensors and weights', async () => {
      const { device, histories } = trainInChild(name);
      expect(device).toMatchObject({ engine: name, threads: 1 });
      for (const [index, one] of Object.values(cases).entries()) {
        expectSame(histories[index]!, await train(oracle, one.network, one.batches, one));
      }
    });
  });
}

function halfBlank(input: readonly [number, number, number], sizes: readonly number[]): Batch[] {
  const network: NetworkPlan = { input, classes: 3, layers: [] };
  return sizes.map((samples, seed) => makeBatch(network, samples, seed, 'half-blank'));
}

function whyNot(name: EngineName): string {
  if (!existsSync(driver)) return `${driver} of Debian's package chromium is not there`;
  if (!existsSync(built)) return 'dist/ is not built';
  const needed = name === 'tfjs/webgpu' ? ['webgpu', '@tensorflow/tfjs-backend-webgpu'] : [];
  const missing = needed.filter((one) => !isInstalled(one));
  return missing.length > 0 ? `not installed: ${missing.join(', ')}` : '';
}

function isInstalled(name: string): boolean {
  try {
    return createRequire(import.meta.url).resolve(name) !== '';
  } catch {
    return false;
  }
}

function trainInChild(name: EngineName): { device: NumericClass; histories: History[] } {
  const numbers = (_key: string, value: unknown) =>
    value instanceof Float32Array || value instanceof Uint8Array ? [...value] : value;
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(Object.values(cases), numbers));
  const env = { ...process.env, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: chromium };
  execFileSync(process.execPath, [child, name, folder], { env, stdio: 'pipe', timeout: 110_000 });
  return JSON.parse(readFileSync(join(folder, 'histories.json'), 'utf8'), (_key, value) => {
    if (value?.floats) return Float32Array.from(value.floats);
    return value?.entries ? new Map(value.entries) : value;
  });
}
