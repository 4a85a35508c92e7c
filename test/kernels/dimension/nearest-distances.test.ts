import { expect, it } from 'vitest';
import { likeliestDimension } from '../../../runner/kernels/dimension/likeliest-dimension.ts';
import { nearestDistances } from '../../../runner/kernels/dimension/nearest-distances.ts';
import { participationRatio } from '../../../runner/kernels/dimension/participation-ratio.ts';
import { twoNearest } from '../../../runner/kernels/dimension/two-nn.ts';
import { directDistances } from '../../../runner/kernels/shannon/direct-distances.ts';

const line = (...values: readonly number[]) => ({
  values: Float64Array.from(values),
  n: values.length,
  d: 1,
});
const nearest = (k: number, ...values: readonly number[]) =>
  nearestDistances(directDistances(line(...values), 'euclidean'), values.length, k);

it('are those of each sample in ascending order, samples that coincide once', () => {
  const found = nearest(2, 0, 1, 3);
  expect([...found.distances!]).toEqual([1, 3, 1, 2, 2, 3]);
  expect(nearest(2, 0, 1, 0, 3, 1, 1)).toEqual(found);
  expect(nearest(3, 0, 1, 0, 3)).toEqual({ distances: null, samples: 3 });
});

it('give dimensions in closed form', () => {
  const two = { distances: Float64Array.of(1, 2, 1, 2), k: 2, samples: 2 };
  expect(twoNearest(two)).toBeCloseTo(1, 12);
  const e = { distances: Float64Array.of(1, Math.E, 1, Math.E), k: 2, samples: 2 };
  expect(likeliestDimension(e)).toBeCloseTo(1, 12);
  const alike = { distances: Float64Array.of(1, 1, 1, 1), k: 2, samples: 2 };
  expect([twoNearest(alike), likeliestDimension(alike)]).toEqual([null, null]);
  expect(participationRatio(Float64Array.of(0, 4, 4, 0), 2)).toBeCloseTo(1, 12);
  expect(participationRatio(new Float64Array(9), 3)).toBeNull();
});
