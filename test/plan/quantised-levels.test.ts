import { describe, expect, it } from 'vitest';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { levelIndices, levelsOf, quantisedBy } from '../../src/plan/quantised-levels.ts';

describe('levelsOf', () => {
  it('spaces 2^bits numbers evenly between the ends', () => {
    const levels = levelsOf({ bits: 2, low: -1, high: 1 });
    expect([...levels].map((level) => Number(level.toFixed(6)))).toEqual([-1, -0.333333, 0.333333, 1]);
    expect(levelsOf({ bits: 8, low: 0, high: 1 })).toHaveLength(256);
  });

  it('takes ends that move from the layer, and only those', () => {
    expect([...levelsOf({ bits: 1, low: null, high: null }, [-2, 3])]).toEqual([-2, 3]);
    expect([...levelsOf({ bits: 1, low: 0, high: null }, [-2, 3])]).toEqual([0, 3]);
    expect(() => levelsOf({ bits: 1, low: 0, high: null })).toThrow();
  });
});

describe('levelIndices', () => {
  it.each([1, 4, 8, 16])('numbers the levels of %i bits', (bits) => {
    const levels = levelsOf({ bits, low: -0.3, high: 7.1 });
    expect([...levelIndices(levels, levels)]).toEqual(Array.from({ length: 2 ** bits }, (_, level) => level));
  });

  it('numbers the one level of a range of no length 0', () => {
    const levels = levelsOf({ bits: 3, low: 0, high: null }, [0, 0]);
    expect([...levelIndices([0, 0], levels)]).toEqual([0, 0]);
  });
});

describe('quantisedBy', () => {
  const quantise = { bits: 4, low: -1, high: 1 };
  const network = chainLayers(
    [1, 8, 8],
    [
      ['conv', { filters: 2, kernel: 3, activation: 'tanh', quantise }],
      ['pool', { size: 2 }],
      ['upsample', { factor: 2 }],
      ['pool', { size: 2, mode: 'average' }],
      ['dense', { units: 3 }],
    ],
  );

  it('is the layer itself, or the one whose numbers a layer selects', () => {
    expect([0, 1, 2].map((index) => quantisedBy(network, index))).toEqual([quantise, quantise, quantise]);
  });

  it('is none where means are taken, and of a layer that is not quantised', () => {
    expect([3, 4].map((index) => quantisedBy(network, index))).toEqual([null, null]);
    expect(
      quantisedBy(
        chainLayers(
          [1, 4, 4],
          [
            ['pool', { size: 2 }],
            ['dense', { units: 2 }],
          ],
        ),
        0,
      ),
    ).toBeNull();
  });
});
