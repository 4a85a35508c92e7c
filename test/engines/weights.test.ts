import { describe, expect, it } from 'vitest';
import { chainLayers, lenet5 } from '../../runner/engines/chain-layers.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { randomStream } from '../../runner/random/stream.ts';

const units = 300;
const inputs = 200;
const rules: Record<string, number> = {
  glorot: 2 / (inputs + units),
  he: 2 / inputs,
  lecun: 1 / inputs,
};

const denseKernel = (initializer: string, seed = 1) =>
  initialWeights(chainLayers([inputs], [['dense', { units, initializer }]]), seed)[0]!.kernel!;

describe('initialWeights', () => {
  for (const [rule, variance] of Object.entries(rules)) {
    for (const distribution of ['uniform', 'normal']) {
      it(`has the spread of ${rule}-${distribution}`, () => {
        const kernel = denseKernel(`${rule}-${distribution}`);
        const n = kernel.length;
        const mean = kernel.reduce((sum, value) => sum + value, 0) / n;
        const measured = kernel.reduce((sum, value) => sum + value * value, 0) / n;
        const fourth = kernel.reduce((sum, value) => sum + value ** 4, 0) / n / variance ** 2;
        const expected = distribution === 'uniform' ? 9 / 5 : 3;
        expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / n));
        expect(measured / variance).toBeCloseTo(1, 1);
        expect(Math.abs(measured / variance - 1)).toBeLessThan(5 * Math.sqrt((expected - 1) / n));
        expect(Math.abs(fourth - expected)).toBeLessThan(0.1);
        if (distribution === 'uniform') {
          expect(kernel.every((value) => Math.abs(value) <= Math.fround(Math.sqrt(3 * variance)))).toBe(true);
        }
      });
    }
  }

  it('counts the kernel into the fans of a convolution', () => {
    const network = chainLayers([3, 9, 9], [['conv', { filters: 64, kernel: 5, initializer: 'he-normal' }]]);
    const kernel = initialWeights(network, 1)[0]!.kernel!;
    const measured = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
    expect(measured * 75).toBeCloseTo(2, 0);
    expect(Math.abs(measured * 75 - 2)).toBeLessThan(0.2);
  });

  it('draws each tensor from the stream of its seed, place and name', () => {
    const network = chainLayers(
      [4],
      [
        ['dense', { units: 3, activation: 'tanh' }],
        ['dense', { units: 2, initializer: 'lecun-normal' }],
      ],
    );
    const weights = initialWeights(network, 11);
    const first = randomStream(11, 'weights', 0, 'kernel');
    const limit = Math.sqrt(6 / 7);
    const uniform = Array.from({ length: 12 }, () => Math.fround(limit * (2 * first.next() - 1)));
    expect([...weights[0]!.kernel!]).toEqual(uniform);
    const second = randomStream(11, 'weights', 1, 'kernel');
    const normal = Array.from({ length: 6 }, () => Math.fround(Math.sqrt(1 / 3) * second.normal()));
    expect([...weights[1]!.kernel!]).toEqual(normal);
    expect([...weights[0]!.bias!, ...weights[1]!.bias!]).toEqual([0, 0, 0, 0, 0]);
  });

  it('differs between seeds and is all zero with `zeros`', () => {
    expect(denseKernel('he-normal', 1)).not.toEqual(denseKernel('he-normal', 2));
    expect(denseKernel('zeros').every((value) => value === 0)).toBe(true);
  });
});

it('more weights than this machine has memory for are refused with the layer that has most', () => {
  const network = lenet5('sigmoid');
  const layers = network.layers.map((layer) =>
    layer.kind === 'dense'
      ? { ...layer, weights: layer.weights.map((weight) => ({ ...weight, shape: [1e7, 1e7] })) }
      : layer,
  );
  expect(() => initialWeights({ ...network, layers }, 1)).toThrow(
    /^the weights take [\d.,]+ GiB, and this machine has [\d.,]+ GiB of memory$/,
  );
});
