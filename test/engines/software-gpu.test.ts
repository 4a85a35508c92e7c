import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Batch,
  Engine,
  EngineName,
  NumericClass,
  TrainingSettings,
} from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { openTfjsEngine } from '../../runner/engines/tfjs/tfjs-engine.ts';
import { type History, needSame, train } from '../../runner/proof/history.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import type { NetworkPlan } from '../../src/plan/plan.ts';
import { computed, farthest } from '../forward/fixtures.ts';
import { gradientCases, optimizers } from './support/gradient-cases.ts';

// The engines on WebGPU, on a GPU imitated in software: Debian's chromium ships SwiftShader and a Vulkan loader. It says
// nothing about speed. One process an engine: two copies of WebGPU's library do not always go together.

const chromium = '/usr/lib/chromium';
const driver = join(chromium, 'vk_swiftshader_icd.json');
const child = fileURLToPath(new URL('support/train-child.mjs', import.meta.url));
const built = fileURLToPath(new URL('../../dist/runner/engines/choose.js', import.meta.url));

interface Case {
  readonly name: string;
  readonly network: NetworkPlan;
  readonly batches: readonly Batch[];
  readonly learningRate: number;
  readonly training: Partial<TrainingSettings>;
}

/** Every layer kind, every activation and both losses with plain sgd, and one network with every optimiser; the last batch is short. */
function casesOf(): Case[] {
  const make = (name: string, key: string, settings: Omit<Case, 'name' | 'network' | 'batches'>): Case => {
    const { input, entries } = gradientCases[key]!;
    const network = chainLayers(input, entries);
    const batches = [4, 4, 3].map((samples, seed) => makeBatch(network, samples, seed, 'half-blank'));
    return { name, network, batches, ...settings };
  };
  return [
    ...Object.entries(gradientCases).map(([name, { training = {} }]) =>
      make(name, name, { learningRate: 0.1, training }),
    ),
    ...Object.entries(optimizers).map(([name, training]) =>
      make(name, 'conv, pool, dense', { learningRate: 0.02, training }),
    ),
  ];
}

/** Milliseconds for all networks on one engine. */
const patience = 600_000;

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
  if (reason) {
    it.skip(`${name} on SwiftShader (skipped: ${reason})`);
    continue;
  }
  describe(`${name} on SwiftShader`, () => {
    const cases = casesOf();
    let histories: readonly History[];
    beforeAll(() => {
      const trained = trainInChild(name, cases);
      expect(trained.device).toMatchObject({ engine: name, threads: 1 });
      histories = trained.histories;
    }, patience);

    it.each(cases.map((one, at) => [one.name, at] as const))('agrees with tfjs/cpu: %s', async (_, at) => {
      const { network, batches, ...settings } = cases[at]!;
      needSame(histories[at]!, await train(oracle, network, batches, settings));
    });
  });
}

describe('a network from an ONNX file, on SwiftShader', () => {
  it.skipIf(whyNot('onnx/webgpu'))(
    'is as PyTorch computes it',
    () => {
      const script = fileURLToPath(new URL('support/forward-child.mjs', import.meta.url));
      const out = execFileSync(process.execPath, [script, 'onnx/webgpu'], {
        env: gpuEnvironment(),
        encoding: 'utf8',
      });
      for (const [layer, values] of Object.entries<number[]>(JSON.parse(out)))
        expect(farthest(values, computed(`cnn.30.${layer}`)), layer).toBeLessThan(1e-4);
    },
    patience,
  );
});

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

function gpuEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: chromium };
}

function trainInChild(
  name: EngineName,
  cases: readonly Case[],
): { device: NumericClass; histories: History[] } {
  const numbers = (_key: string, value: unknown) =>
    value instanceof Float32Array || value instanceof Int32Array ? [...value] : value;
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases, numbers));
  execFileSync(process.execPath, [child, name, folder], {
    env: gpuEnvironment(),
    stdio: 'pipe',
    timeout: patience,
  });
  return JSON.parse(readFileSync(join(folder, 'histories.json'), 'utf8'), (_key, value) => {
    if (Array.isArray(value?.floats)) return Float32Array.from(value.floats);
    return Array.isArray(value?.entries) ? new Map(value.entries) : value;
  });
}
