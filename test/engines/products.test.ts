import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, ProductTap, Taps, Tensors } from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { openOnnxEngine } from '../../runner/engines/onnx/onnx-engine.ts';
import { openTfjsEngine } from '../../runner/engines/tfjs/tfjs-engine.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { productDistances } from '../../runner/kernels/product-distances.ts';
import { squaredDistances } from '../../runner/kernels/squared-distances.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';

const network = chainLayers(
  [2, 12, 12],
  [
    ['conv', { filters: 4, kernel: 3, activation: 'sigmoid' }],
    ['pool', { size: 2 }],
    ['conv', { filters: 3, kernel: 2, activation: 'relu', padding: 'same' }],
    ['dense', { units: 5, activation: 'tanh' }],
    ['dense', { units: 4 }],
  ],
);
const layers = [0, 1, 2, 3, 4];
const size = 16;

const engines: Record<string, () => Promise<Engine>> = {
  'onnx/cpu': () => openOnnxEngine(),
  'onnx/cpu, plain lowering': () => openOnnxEngine({ lowering: 'plain' }),
};

function asked(longest: number): ProductTap[] {
  return layers.map((layer) => ({ layer, longest }));
}

async function capture(engine: Engine, products: readonly ProductTap[], samples: number): Promise<Tensors> {
  const session = await engine.open(network, {
    training: { optimizer: 'sgd', momentum: 0, batchSize: size },
    taps: { activations: layers, errors: [], products },
    initial: initialWeights(network, 5),
  });
  const { tensors } = await session.observe(makeBatch(network, samples, 1, 'half-blank'), true);
  await session.close();
  return tensors!;
}

for (const [name, open] of Object.entries(engines)) {
  describe(name, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    it('gives inner products of every layer, exact to 1e-6 of the squared lengths', async () => {
      const tensors = await capture(engine, asked(Number.POSITIVE_INFINITY), size);
      expect([...tensors.products.keys()]).toEqual(layers);
      for (const [layer, { values, reserve }] of tensors.products) {
        expect(reserve).toHaveLength(0);
        const samples = tensors.activations.get(layer)!;
        const exact = squaredDistances({ values: samples, n: size, d: samples.length / size });
        productDistances(values, size).forEach((distance, at) => {
          const lengths = values[Math.floor(at / size) * (size + 1)]! + values[(at % size) * (size + 1)]!;
          expect(Math.abs(distance - exact[at]!)).toBeLessThanOrEqual(1e-6 * lengths);
        });
      }
    });

    it('adds the samples themselves where one is longer than was asked for', async () => {
      const tensors = await capture(engine, asked(0), size);
      for (const [layer, { reserve }] of tensors.products) {
        const samples = tensors.activations.get(layer)!;
        expect(reserve).toEqual(samples);
      }
    });

    it('gives the same samples when it finds a long one after the step and when it looks in the step, with dropout too', async () => {
      const wet = chainLayers(
        [2, 12, 12],
        [
          ['conv', { filters: 4, kernel: 3, activation: 'relu' }],
          ['pool', { size: 2 }],
          ['dropout', { rate: 0.4 }],
          ['dense', { units: 5, activation: 'relu' }],
          ['dense', { units: 4 }],
        ],
      );
      const open = (taps: Partial<Taps>) =>
        engine.open(wet, {
          training: { optimizer: 'sgd', momentum: 0, batchSize: size },
          taps: { activations: [], errors: [], ...taps },
          initial: initialWeights(wet, 3),
          seed: 4,
        });
      const limits = layers.map((layer) => ({ layer, longest: layer % 2 === 0 ? 0 : 1e30 }));
      const [products, whole] = [
        await open({ products: limits }),
        await open({ activations: layers, products: limits }),
      ];
      for (let update = 0; update < 6; update++) {
        // the last batch of an epoch is shorter
        const batch = makeBatch(wet, update % 2 === 0 ? size : size - 3, update, 'half-blank');
        const [given, expected] = [
          await products.update(batch, 0.3, true),
          await whole.update(batch, 0.3, true),
        ];
        expect(given.loss).toBe(expected.loss);
        for (const { layer } of limits) {
          const { reserve, values } = given.tensors!.products.get(layer)!;
          expect(reserve).toEqual(
            layer % 2 === 0 ? expected.tensors!.activations.get(layer) : new Float32Array(0),
          );
          expect(values).toEqual(expected.tensors!.products.get(layer)!.values);
        }
      }
      expect(await products.weights()).toEqual(await whole.weights());
      await products.close();
      await whole.close();
    });

    it('gives tensors of a batch that goes through in pieces', async () => {
      const tensors = await capture(engine, asked(1), size + 3);
      expect(tensors.products.size).toBe(0);
      expect([...tensors.activations.keys()]).toEqual(layers);
    });
  });
}

describe('tfjs/cpu', () => {
  it('gives tensors where inner products would do', async () => {
    const engine = await openTfjsEngine();
    const session = await engine.open(network, {
      training: { optimizer: 'sgd', momentum: 0, batchSize: size },
      taps: { activations: [], errors: [], products: asked(1) },
      initial: initialWeights(network, 5),
    });
    const { tensors } = await session.observe(makeBatch(network, size, 1), true);
    expect(tensors!.products.size).toBe(0);
    expect([...tensors!.activations.keys()]).toEqual(layers);
    await session.close();
    await engine.close();
  });
});
