import { expect, it } from 'vitest';
import { exactLimit } from '../../../runner/estimation/renyi/large-spectra.ts';
import { tileCost } from '../../../runner/estimation/renyi/tile-cost.ts';
import { mostByProducts } from '../../../runner/estimation/sample-room.ts';

const layers = [
  { channels: 3, features: 100 },
  { channels: 1, features: 40 },
];

it('counts distances and products of a pass for each step, and one pass at order 2', () => {
  const n = 65_536;
  const ofX = tileCost({ quantity: 'H(X)' }, n, 784, layers)!;
  expect(ofX.multiplyAdds).toBe(20 * (n ** 2 / 2) * (784 + 40));
  expect(ofX.bytes).toBeGreaterThan(4 * n * 784);
  expect(ofX.bytes).toBeLessThan(1e9);
  expect(tileCost({ quantity: 'H(X)', alpha: 2 }, n, 784, layers)!.multiplyAdds).toBe(ofX.multiplyAdds / 20);
  // X, two layers, each with X
  const information = tileCost({ quantity: 'I(X;T)' }, n, 784, layers)!;
  expect(information.multiplyAdds).toBe(20 * (n ** 2 / 2) * (784 + 340 + 5 * 40));
});

it('is none where matrices are held, or there are classes alone', () => {
  expect(tileCost({ quantity: 'H(X)' }, exactLimit, 784, layers)).toBeNull();
  expect(tileCost({ quantity: 'H(X)' }, exactLimit + 1, 784, layers)).not.toBeNull();
  expect(tileCost({ quantity: 'H(X)', bandwidth: 'median' }, mostByProducts, 784, layers)).toBeNull();
  expect(tileCost({ quantity: 'H(Y)' }, 65_536, 784, layers)).toBeNull();
  expect(tileCost({ quantity: 'H(X)', spectrum: { tiles: {} } }, 500, 784, layers)).not.toBeNull();
});
