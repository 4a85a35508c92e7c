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
import { makeBatch, type Texture } from './support/networks.ts';

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

/** TensorFlow.js on WebGPU gives a tied maximum's gradient to the last place, not to the first: no ties there. */
const textures = { 'onnx/webgpu': 'half-blank', 'tfjs/webgpu': 'noise' } as const;

function networkAndBatches(texture: Texture): Case {
  const network = chainLayers(
    [1, 8, 8],
    [
      ['conv', { filters: 2, kernel: 3, padding: 'same', activation: 'tanh' }],
      ['pool', { size: 2 }],
      ['dense', { units: 5, activation: 'relu' }],
      ['dense', { units: 3 }],
    ],
  );
  const batches = [4, 4, 4, 3].map((samples, seed) => makeBatch(network, samples, seed, texture));
  return { network, batches, learningRate: 0.2, momentum: 0.9 };
}

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
      const given = networkAndBatches(textures[name]);
      const { device, histories } = trainInChild(name, [given]);
      expect(device).toMatchObject({ engine: name, threads: 1 });
      expectSame(histories[0]!, await train(oracle, given.network, given.batches, given));
    }, 330_000);
  });
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

function trainInChild(
  name: EngineName,
  cases: readonly Case[],
): { device: NumericClass; histories: History[] } {
  const numbers = (_key: string, value: unknown) =>
    value instanceof Float32Array || value instanceof Uint8Array ? [...value] : value;
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases, numbers));
  const env = { ...process.env, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: chromium };
  execFileSync(process.execPath, [child, name, folder], { env, stdio: 'pipe', timeout: 300_000 });
  return JSON.parse(readFileSync(join(folder, 'histories.json'), 'utf8'), (_key, value) => {
    if (Array.isArray(value?.floats)) return Float32Array.from(value.floats);
    return Array.isArray(value?.entries) ? new Map(value.entries) : value;
  });
}
