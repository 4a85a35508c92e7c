import { describe, expect, it } from 'vitest';
import { chainLayers, type LayerEntry, lenet5 } from '../../runner/engines/chain-layers.ts';
import { needSame } from '../../runner/proof/history.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import type { JsonObject, NetworkPlan, Shape } from '../../src/plan/plan.ts';
import { holdAgainstOracle } from './support/hold-against-oracle.ts';

const { agree } = holdAgainstOracle();

type List = readonly LayerEntry[];
const conv = (more: JsonObject = {}) =>
  ['conv', { filters: 3, kernel: 3, activation: 'tanh', ...more }] as const;
const pool = (more: JsonObject = {}) => ['pool', { size: 2, ...more }] as const;
const dense = (units: number, more: JsonObject = {}) => ['dense', { units, ...more }] as const;

const cases: Record<string, readonly [Shape, List]> = {
  'a dense layer on a vector': [[7], [dense(4)]],
  'a dense layer on maps': [[2, 5, 4], [dense(3)]],
  'dense layers in a row': [
    [9],
    [dense(8, { activation: 'sigmoid' }), dense(7, { activation: 'relu' }), dense(3)],
  ],
  'conv, sigmoid': [
    [1, 7, 7],
    [conv({ activation: 'sigmoid' }), dense(3)],
  ],
  'conv, linear': [
    [2, 6, 5],
    [conv({ activation: 'linear' }), dense(3)],
  ],
  'conv, relu': [
    [2, 6, 6],
    [conv({ activation: 'relu' }), dense(3)],
  ],
  'conv of one place': [
    [3, 5, 5],
    [conv({ kernel: 1 }), dense(3)],
  ],
  'conv as large as its input': [
    [2, 4, 4],
    [conv({ kernel: 4 }), dense(3)],
  ],
  'conv, stride 2 that leaves a rest': [
    [2, 8, 8],
    [conv({ stride: 2 }), dense(3)],
  ],
  'conv, stride beyond the kernel': [
    [1, 9, 9],
    [conv({ kernel: 2, stride: 3 }), dense(3)],
  ],
  'conv, same': [
    [2, 5, 5],
    [conv({ padding: 'same' }), dense(3)],
  ],
  'conv, same, even kernel': [
    [2, 5, 6],
    [conv({ padding: 'same', kernel: 4 }), dense(3)],
  ],
  'conv, same, stride 2': [
    [2, 7, 6],
    [conv({ padding: 'same', stride: 2 }), dense(3)],
  ],
  'conv after conv': [
    [2, 8, 8],
    [conv(), conv({ filters: 4, kernel: 2, stride: 2 }), dense(3)],
  ],
  'max pool on the input': [
    [2, 6, 6],
    [pool(), dense(3)],
  ],
  'max pool that drops a rest': [
    [2, 7, 7],
    [conv(), pool({ size: 2 }), conv({ kernel: 2 }), dense(3)],
  ],
  'max pool, overlapping': [
    [1, 9, 9],
    [conv(), pool({ size: 3, stride: 2 }), conv({ kernel: 2 }), dense(3)],
  ],
  'max pool, stride beyond the window': [
    [2, 9, 9],
    [conv(), pool({ size: 2, stride: 3 }), dense(3)],
  ],
  'max pool, same, odd': [
    [2, 7, 7],
    [conv({ kernel: 1 }), pool({ padding: 'same' }), dense(3)],
  ],
  'max pool, same, overlapping': [
    [2, 7, 6],
    [conv(), pool({ size: 3, stride: 2, padding: 'same' }), dense(3)],
  ],
  'mean pool': [
    [2, 8, 8],
    [conv(), pool({ mode: 'average' }), dense(3)],
  ],
  'mean pool, overlapping': [
    [2, 9, 8],
    [conv(), pool({ size: 3, stride: 1, mode: 'average' }), dense(3)],
  ],
  'mean pool, same': [
    [2, 7, 5],
    [conv({ kernel: 1 }), pool({ mode: 'average', padding: 'same' }), dense(3)],
  ],
  'mean pool, same, overlapping': [
    [2, 7, 7],
    [conv({ kernel: 2 }), pool({ size: 3, stride: 2, mode: 'average', padding: 'same' }), dense(3)],
  ],
  'pool after pool': [
    [1, 9, 9],
    [conv({ kernel: 2 }), pool(), pool({ size: 3, stride: 1 }), dense(3)],
  ],
  'conv and pool twice': [
    [1, 14, 14],
    [conv(), pool(), conv({ filters: 4 }), pool(), dense(5, { activation: 'tanh' }), dense(3)],
  ],
  'conv, same, and pool': [
    [2, 8, 8],
    [conv({ padding: 'same', kernel: 5 }), pool(), dense(3)],
  ],
  'conv of many channels and pool': [
    [8, 8, 8],
    [conv({ kernel: 5, filters: 2 }), pool(), dense(3)],
  ],
};

for (const [name, [shape, list]] of Object.entries(cases)) {
  describe(name, () => {
    const network = chainLayers(shape, list);
    for (const texture of ['noise', 'half-blank'] as const) {
      it(`agrees over 20 steps on ${texture} images, the last batch short`, async () => {
        const batches = Array.from({ length: 20 }, (_, i) =>
          makeBatch(network, i === 19 ? 3 : 6, i, texture),
        );
        await agree(network, batches);
      });
    }
  });
}

/** Large enough to be laid out piece by piece, the short last batch of most of them too. */
const large: Record<string, readonly [Shape, List]> = {
  'same, and a pool over 3 places': [
    [2, 36, 36],
    [
      conv({ kernel: 1, filters: 6 }),
      conv({ padding: 'same', activation: 'relu' }),
      pool({ size: 3 }),
      dense(3),
    ],
  ],
  'valid, odd sizes': [
    [1, 33, 31],
    [conv({ kernel: 1, filters: 4 }), conv({ kernel: 5 }), pool({ size: 4 }), dense(3)],
  ],
  'same, even kernel': [
    [1, 34, 37],
    [conv({ kernel: 1 }), conv({ padding: 'same', kernel: 4 }), pool({ size: 5 }), dense(3)],
  ],
  'dilation 2, padding 1': [
    [1, 36, 36],
    [conv({ kernel: 1, filters: 6 }), conv({ dilation: 2, padding: 1 }), pool({ size: 5 }), dense(3)],
  ],
  'stride 2': [
    [1, 47, 47],
    [conv({ kernel: 1, filters: 6 }), conv({ kernel: 5, stride: 2, padding: 2 }), dense(3)],
  ],
};

describe('convolutions laid out in pieces', () => {
  it.each(Object.entries(large))('agrees over 3 steps on half-blank images: %s', async (_, [shape, list]) => {
    const network = chainLayers(shape, list);
    const batches = [6, 6, 5].map((samples, i) => makeBatch(network, samples, i, 'half-blank'));
    await agree(network, batches);
  });
});

describe('momentum', () => {
  it('agrees over 20 steps', async () => {
    const network = chainLayers(...(cases['conv and pool twice'] as [Shape, List]));
    const batches = Array.from({ length: 20 }, (_, i) => makeBatch(network, 6, i));
    const settings = { momentum: 0.9, learningRate: 0.05 };
    const oracle = await agree(network, batches, settings);
    const without = await agree(network, batches, { learningRate: 0.05 });
    expect(() => needSame(without, oracle)).toThrow();
  });
});

describe('dead rectifiers', () => {
  it('agrees where whole layers are at zero', async () => {
    const network = deadEnds();
    const batches = Array.from({ length: 20 }, (_, i) => makeBatch(network, 6, i, 'half-blank'));
    const settings = { learningRate: 0.8 };
    const oracle = await agree(network, batches, settings);
    const zeros = oracle.steps
      .at(-1)!
      .tensors!.activations.get(0)!
      .filter((value) => value === 0).length;
    expect(zeros).toBeGreaterThan(100);
  });
});

function deadEnds(): NetworkPlan {
  return chainLayers(
    [1, 10, 10],
    [conv({ activation: 'relu' }), pool(), dense(8, { activation: 'relu' }), dense(3)],
  );
}

describe('LeNet-5', () => {
  const lengths = { sigmoid: { steps: 20, samples: 3 }, relu: { steps: 6, samples: 4 } };
  for (const [activation, { steps, samples }] of Object.entries(lengths)) {
    it(`agrees over ${steps} steps on half-blank images, ${activation}`, async () => {
      const network = lenet5(activation);
      const batches = Array.from({ length: steps }, (_, i) => makeBatch(network, samples, i, 'half-blank'));
      await agree(network, batches);
    });
  }
});
