import { describe, expect, it } from 'vitest';
import type { LayerEntry } from '../../../runner/engines/chain-layers.ts';
import { chainLayers } from '../../../runner/engines/chain-layers.ts';
import { findBlock } from '../../../runner/engines/onnx/blocked-images.ts';
import { fitsDirectConv } from '../../../runner/engines/onnx/direct-conv.ts';
import { InferenceSession, type LoadModel } from '../../../runner/engines/onnx/onnx-runtime.ts';
import { OnnxSession } from '../../../runner/engines/onnx/onnx-session.ts';
import { optimizerOf } from '../../../runner/engines/onnx/optimizer.ts';
import { initialWeights } from '../../../runner/engines/weights.ts';
import { layerKinds } from '../../../runner/layers/index.ts';
import { makeBatch } from '../../../runner/proof/make-batch.ts';

const load: LoadModel = (model) =>
  InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });

const training = { optimizer: 'sgd' as const, momentum: 0, batchSize: 5 };
const same = { padding: 'same' };

/** What a loader has seen, and the weights after three updates. */
async function train(entries: readonly LayerEntry[], lowering: 'fast' | 'plain', block: number | null) {
  const network = chainLayers([3, 9, 10], entries);
  let blocked = 0;
  const counting: LoadModel = (model, resident) => {
    blocked += Buffer.from(model).toString('latin1').split('ReorderOutput_').length - 1;
    return load(model, resident);
  };
  const session = new OnnxSession(
    { network, kinds: layerKinds, optimizer: optimizerOf(training), lowering, block },
    { training, taps: { activations: [], errors: [] }, initial: initialWeights(network, 7), seed: 1 },
    { load: counting, exact: true, keeps: false },
  );
  for (const seed of [1, 2, 3]) await session.update(makeBatch(network, 5, seed), 0.1, false);
  const weights = await session.weights();
  await session.close();
  return { weights: weights.map((layer) => Object.values(layer).map((values) => [...values])), blocked };
}

function largestDifference(a: number[][][], b: number[][][]): number {
  const flat = b.flat(2);
  return Math.max(...a.flat(2).map((value, at) => Math.abs(value - flat[at]!)));
}

const conv = (filters: number, more: object = {}): LayerEntry => ['conv', { filters, kernel: 3, ...more }];
const norm: LayerEntry = ['batch-norm', { activation: 'tanh' }];
const out: LayerEntry = ['dense', { units: 3 }];

const chains: Record<string, readonly LayerEntry[]> = {
  'the same size': [conv(16, same), norm, conv(32, same), norm, conv(16, same), norm, out],
  'smaller, and spread out': [conv(32, same), norm, conv(16), conv(16, { ...same, dilation: 2 }), out],
  'an even kernel, zeros given': [
    conv(16, { kernel: 2 }),
    norm,
    conv(16, { ...same, kernel: 4 }),
    conv(16, { padding: 1 }),
    out,
  ],
  'numbers of maps that no block fits': [conv(17, same), norm, conv(20, same), conv(16, same), out],
};

describe('a convolution as Conv, and in blocks of images', () => {
  for (const [name, entries] of Object.entries(chains)) {
    it(`trains as layer by layer does: ${name}`, async () => {
      const plain = await train(entries, 'plain', null);
      const direct = await train(entries, 'fast', null);
      expect(plain.blocked + direct.blocked).toBe(0);
      expect(largestDifference(direct.weights, plain.weights)).toBeLessThan(2e-6);
      const block = await findBlock(load);
      if (block === null) return;
      const blocks = await train(entries, 'fast', block);
      expect(largestDifference(blocks.weights, plain.weights)).toBeLessThan(2e-6);
      expect(blocks.blocked > 0).toBe(!name.startsWith('numbers'));
    });
  }

  it('is for networks that normalise batches, and for windows that lie side by side', () => {
    const fits = (entries: readonly LayerEntry[]) => {
      const { layers } = chainLayers([3, 9, 10], entries);
      return layers.map((layer) => fitsDirectConv(layer, layers));
    };
    expect(fits([conv(16), out])).toEqual([false, false]);
    expect(fits([conv(16), norm, out])).toEqual([true, false, false]);
    expect(fits([conv(16, { stride: 2 }), norm, conv(4, { kernel: 1 }), conv(4, { padding: 3 })])).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
