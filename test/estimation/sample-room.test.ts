import { describe, expect, it } from 'vitest';
import { estimateArrays } from '../../runner/estimation/estimate-arrays.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { standardKernels } from '../../runner/estimation/renyi/kernel-settings.ts';
import {
  mostByPairs,
  mostByProducts,
  requireRoom,
  tooManyPairs,
} from '../../runner/estimation/sample-room.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { mostByTiles } from '../../runner/kernels/tiles/tile-job.ts';
import { estimatorChecks } from '../../runner/nodes/estimator-checks.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { RunError } from '../../src/node/run-error.ts';

const params = {
  'matrix-renyi': { quantity: 'I(X;T)', alpha: 1.01, bandwidth: { silverman: 5 } },
  ksg: { quantity: 'I(X;T)', k: 3, variant: 1, norm: 'max', standardise: true, jitter: 0 },
  kde: { quantity: 'I(X;T)', noiseVariance: 0.1, bound: 'upper' },
  'linear-probe': { quantity: 'accuracy', l2: 0.001, fit: 0.5 },
} as const;

/** Nothing but its size: whoever looked at a value would find none. */
const capture = (samples: number) => ({
  iteration: 0,
  samples,
  classes: 2,
  inputs: new Float32Array(),
  labels: new Int32Array(),
  lossError: new Float32Array(),
  layers: [{ index: 0, channels: 1, features: 1, values: new Float32Array() }],
});

describe('samples that there is no room for', () => {
  it.each(Object.entries(params))(
    'are refused by %s before anything is made of them',
    async (kind, settings) => {
      for (const samples of [300_000, 10 ** 7]) {
        const estimate = estimateCapture(
          capture(samples),
          [{ kind, params: settings as never }],
          plainNumerics,
          ownKinds,
        );
        await expect(estimate).rejects.toThrow(RunError);
        await expect(estimate).rejects.toMatchObject({ hint: expect.stringMatching(/subset: \d+ samples/) });
      }
    },
  );

  it.each(Object.entries(params))('are a problem of the study with %s', (kind, settings) => {
    const subject = {
      samples: 60_000,
      layers: [{ name: 'F1', channels: 1, features: 4, levels: null }],
      said: null,
      from: null,
    };
    const check = estimatorChecks.get(kind)!;
    const most = { ksg: mostByPairs, 'matrix-renyi': mostByTiles }[kind] ?? mostByProducts;
    expect(check(settings as never, { ...subject, samples: most })).toEqual([]);
    expect(check(settings as never, { ...subject, samples: most + 1 })).toMatchObject([
      { code: 'value-out-of-range' },
    ]);
  });

  it('are no problem where only classes are counted', () => {
    const subject = { samples: 60_000, layers: [], said: null, from: null };
    const settings = { ...params['matrix-renyi'], quantity: 'H(Y)' };
    expect(estimatorChecks.get('matrix-renyi')!(settings as never, subject)).toEqual([]);
  });

  it.each([
    [25_000, 'exact'],
    [60_000, 'f32'],
    [10 ** 7, 'auto'],
  ] as const)('are refused as arrays, %i of them with spectrum %s', (samples, spectrum) => {
    const array = { shape: [samples, 1], values: new Float32Array(samples) };
    const settings = { alpha: 1.01, layout: 'nhwc', kernels: standardKernels, spectrum } as const;
    expect(() => estimateArrays('I(X;T)', { x: array, t: array }, settings, plainNumerics)).toThrow(RunError);
  });

  it('are counted against the memory of the machine: 8 bytes a pair and matrix', () => {
    const memory = 8 * 6 * 4000 ** 2;
    expect(() => requireRoom(4000, 6, memory)).not.toThrow();
    expect(() => requireRoom(4001, 6, memory)).toThrow(RunError);
    try {
      requireRoom(50_000, 6, memory);
    } catch (error) {
      expect((error as RunError).hint).toContain(' 4000 samples');
    }
    expect(() => requireRoom(10 ** 9, 0, memory)).not.toThrow();
    expect(tooManyPairs(mostByProducts, mostByProducts)).toEqual([]);
    // the module's 4 GiB hold the distances of so many
    expect(12 * mostByProducts ** 2 + 4200 * mostByProducts + 2 ** 22).toBeLessThan(2 ** 32);
  });
});
