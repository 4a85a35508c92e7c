import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { likeliestDimension } from '../../runner/kernels/dimension/likeliest-dimension.ts';
import { nearestDistances } from '../../runner/kernels/dimension/nearest-distances.ts';
import { twoNearest } from '../../runner/kernels/dimension/two-nn.ts';
import { directDistances } from '../../runner/kernels/shannon/direct-distances.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const python = pythonWith('numpy', 'skdim');

/** Version 0.5.0 or later; earlier ones have other empirical distributions. */
const script = `
import json, sys, numpy as np, skdim
q = json.load(sys.stdin)
x = np.array(q['x'])
pw = skdim.id.MLE().fit_transform_pw(x, n_neighbors=q['k'])
print(json.dumps([skdim.id.TwoNN().fit(x).dimension_, 1 / np.mean(1 / pw)]))
`;

it.skipIf(!python).each([
  [60, 2, 3],
  [128, 5, 10],
  [300, 12, 20],
])(
  `%i samples of %i dimensions, k = %i, as scikit-dimension${python ? '' : ' (needs scikit-dimension 0.5.0)'}`,
  (n, d, k) => {
    const next = randomNumbers(n);
    const x = Array.from({ length: n }, () => Array.from({ length: d }, next));
    const input = JSON.stringify({ x, k });
    const [two, mle]: number[] = JSON.parse(
      execFileSync(python!, ['-c', script], { input, encoding: 'utf8' }),
    );
    const distances = directDistances({ values: Float64Array.from(x.flat()), n, d }, 'euclidean');
    const nearest = nearestDistances(distances, n, k);
    if (nearest.distances === null) throw new Error('random samples coincide');
    expect(twoNearest(nearest)! / two!).toBeCloseTo(1, 12);
    expect(likeliestDimension(nearest)! / mle!).toBeCloseTo(1, 12);
  },
);
