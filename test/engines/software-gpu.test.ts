import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, EngineName } from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { installedEngine } from '../../runner/engines/optional/engine-cache.ts';
import { openTfjsEngine } from '../../runner/engines/tfjs/tfjs-engine.ts';
import { needSame, train } from '../../runner/proof/history.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { computed, farthest } from '../forward/fixtures.ts';
import { gradientCases, optimizers } from './support/gradient-cases.ts';
import {
  type ChildCase,
  type ChildHistory,
  isBuilt,
  patience,
  trainInChild,
} from './support/train-in-child.ts';

// The engines on WebGPU, on a GPU imitated in software: Debian's chromium ships SwiftShader and a Vulkan loader. It says
// nothing about speed. One process an engine: two copies of WebGPU's library do not always go together.

const chromium = '/usr/lib/chromium';
const driver = join(chromium, 'vk_swiftshader_icd.json');
const software = { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: chromium };

/** Every layer kind, every activation and both losses with plain sgd, and one network with every optimiser; the last batch is short. */
function casesOf(): ChildCase[] {
  const make = (
    name: string,
    key: string,
    settings: Omit<ChildCase, 'name' | 'network' | 'batches'>,
  ): ChildCase => {
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

let oracle: Engine;

beforeAll(async () => {
  oracle = await openTfjsEngine();
});
afterAll(async () => {
  await oracle.close();
});

for (const name of ['onnx/webgpu', 'tfjs/webgpu'] as const) {
  const reason = whyNot(name);
  if (reason) {
    it.skip(`${name} on SwiftShader (skipped: ${reason})`);
    continue;
  }
  describe(`${name} on SwiftShader`, () => {
    const cases = casesOf();
    let histories: readonly ChildHistory[];
    beforeAll(() => {
      const trained = trainInChild(name, cases, software);
      expect(trained.device).toMatchObject({ engine: name, threads: 1 });
      histories = trained.histories;
    }, patience);

    it.each(cases.map((one, at) => [one.name, at] as const))('agrees with tfjs/cpu: %s', async (_, at) => {
      const { network, batches, ...settings } = cases[at]!;
      needSame(histories[at]!, await train(oracle, network, batches, settings));
    });

    it.each(cases.map((one, at) => [one.name, at] as const))(
      'gives the same bytes of samples that stay on the device, losses read together: %s',
      (_, at) => {
        const { steps, weights, together } = histories[at]!;
        expect(together!.weights).toEqual(weights);
        expect(together!.steps).toEqual(steps.map((step) => ({ ...step, tensors: null })));
      },
    );
  });
}

describe('a network from an ONNX file, on SwiftShader', () => {
  it.skipIf(whyNot('onnx/webgpu'))(
    'is as PyTorch computes it',
    () => {
      const script = fileURLToPath(new URL('support/forward-child.mjs', import.meta.url));
      const out = execFileSync(process.execPath, [script, 'onnx/webgpu'], {
        env: { ...process.env, ...software },
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
  if (!isBuilt()) return 'dist/ is not built';
  return name === 'tfjs/webgpu' && !installedEngine('tfjs/webgpu', process.env)
    ? 'not installed; `infoplane engine install tfjs/webgpu`'
    : '';
}
