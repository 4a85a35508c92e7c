import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { classNeighbourInformation } from '../../runner/kernels/shannon/class-neighbours.ts';
import { digammas } from '../../runner/kernels/shannon/digammas.ts';
import { directDistances } from '../../runner/kernels/shannon/direct-distances.ts';
import { ksgInformation } from '../../runner/kernels/shannon/ksg.ts';
import { fitLogistic } from '../../runner/kernels/shannon/logistic-regression.ts';
import { pairwiseEntropy } from '../../runner/kernels/shannon/pairwise-entropy.ts';
import { squaredDistances } from '../../runner/kernels/squared-distances.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const python = pythonWith('numpy', 'scipy.optimize', 'scipy.spatial', 'scipy.special');

/** Written from the papers with k-d trees, SciPy's digamma and its BFGS. */
const script = `
import json, sys, numpy as np
from scipy.optimize import minimize
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from scipy.special import digamma, logsumexp
q = json.load(sys.stdin)
x, t, y = np.array(q['x']), np.array(q['t']), np.array(q['y'])
n, k = len(x), q['k']

def within(points, radii, strict):
    tree = cKDTree(points)
    radii = np.nextafter(radii, 0) if strict else np.nextafter(radii, np.inf)
    return np.array([len(tree.query_ball_point(p, r, p=np.inf)) - 1 for p, r in zip(points, radii)])

distances, neighbours = cKDTree(np.hstack([x, t])).query(np.hstack([x, t]), k + 1, p=np.inf)
reach = distances[:, k]
ksg1 = digamma(k) + digamma(n) - np.mean(digamma(within(x, reach, True) + 1) + digamma(within(t, reach, True) + 1))
side = lambda v: np.abs(v[neighbours[:, 1:]] - v[:, None]).max(axis=(1, 2))
ksg2 = digamma(k) - 1 / k + digamma(n) - np.mean(digamma(within(x, side(x), False)) + digamma(within(t, side(t), False)))

terms = []
for i in range(n):
    own = t[y == y[i]]
    d = np.sort(np.abs(own - t[i]).max(axis=1))[k]
    m = np.sum(np.abs(t - t[i]).max(axis=1) <= d) - 1
    term = digamma(n) + digamma(k) - digamma(len(own)) - digamma(m)
    terms.append(term * np.log(n / len(own)) / (digamma(n) - digamma(len(own))))

def kde(c):
    return float(-np.mean(logsumexp(-cdist(t, t, 'sqeuclidean') / c, axis=1) - np.log(n)))

classes = int(y.max()) + 1
def loss(w):
    w = w.reshape(classes, -1)
    s = t @ w[:, :-1].T + w[:, -1]
    return float(np.mean(logsumexp(s, axis=1) - s[np.arange(n), y]) + q['l2'] / 2 * np.sum(w[:, :-1] ** 2))
fit = minimize(loss, np.zeros(classes * (t.shape[1] + 1)), method='BFGS', options=dict(gtol=1e-7))
print(json.dumps(dict(ksg1=ksg1, ksg2=ksg2, ross=float(np.mean(terms)), upper=kde(2 * q['v']), lower=kde(8 * q['v']),
                      weights=fit.x.tolist(), psi=digamma(np.arange(1, 10001)).tolist())))
`;

interface Answer {
  readonly ksg1: number;
  readonly ksg2: number;
  readonly ross: number;
  readonly upper: number;
  readonly lower: number;
  readonly weights: readonly number[];
  readonly psi: readonly number[];
}

const samples = (rows: readonly number[][]) => ({
  values: Float64Array.from(rows.flat()),
  n: rows.length,
  d: rows[0]!.length,
});

describe.skipIf(!python)(`Shannon estimators against SciPy${python ? '' : ' (needs python3-scipy)'}`, () => {
  it.each([
    [1, 60, 1, 1, 1],
    [2, 150, 3, 2, 3],
    [3, 200, 10, 4, 5],
  ])('case %i: n = %i, %i and %i dimensions, k = %i', (seed, n, dx, dt, k) => {
    const next = randomNumbers(seed);
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const y = Array.from({ length: n }, (_, i) => i % 3);
    const x = y.map(() => Array.from({ length: dx }, normal));
    const t = y.map((label, i) => Array.from({ length: dt }, (_, at) => x[i]![at % dx]! + label + normal()));
    const [v, l2] = [0.4, 0.01];
    const answer: Answer = JSON.parse(
      execFileSync(python!, ['-c', script], {
        input: JSON.stringify({ x, t, y, k, v, l2 }),
        encoding: 'utf8',
      }),
    );

    const [ofX, ofT] = [directDistances(samples(x), 'max'), directDistances(samples(t), 'max')];
    expect(Math.abs(ksgInformation(ofX, ofT, n, k, 1).nats - answer.ksg1)).toBeLessThan(1e-11);
    expect(Math.abs(ksgInformation(ofX, ofT, n, k, 2).nats - answer.ksg2)).toBeLessThan(1e-11);
    expect(Math.abs(classNeighbourInformation(ofT, y, k).nats - answer.ross)).toBeLessThan(1e-11);
    const squared = squaredDistances(samples(t));
    expect(Math.abs(pairwiseEntropy(squared, n, v, 'upper') - answer.upper)).toBeLessThan(1e-12);
    expect(Math.abs(pairwiseEntropy(squared, n, v, 'lower') - answer.lower)).toBeLessThan(1e-12);
    const { x: weights, converged } = fitLogistic({ features: samples(t).values, labels: y }, 3, l2);
    expect(converged).toBe(true);
    // A constant in all biases changes no probability, so biases are compared by their differences.
    const shape = (list: ArrayLike<number>, at: number) =>
      (at + 1) % (dt + 1) === 0 ? list[at]! - list[dt]! : list[at]!;
    for (const at of weights.keys()) {
      expect(Math.abs(shape(weights, at) - shape(answer.weights, at))).toBeLessThan(1e-3);
    }
    const psi = digammas(10000);
    for (const [at, value] of answer.psi.entries())
      expect(Math.abs(psi[at + 1]! - value)).toBeLessThan(1e-12);
  });
});
