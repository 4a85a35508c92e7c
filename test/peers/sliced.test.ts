import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { randomFrame } from '../../runner/kernels/shannon/random-frame.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { randomStream } from '../../runner/random/stream.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const python = pythonWith('numpy', 'scipy.spatial', 'scipy.special');

/** Written from the papers: a mean over projections of Kraskov's first estimator, with k-d trees and SciPy's digamma. */
const script = `
import json, sys, numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist
from scipy.special import digamma
q = json.load(sys.stdin)
x, t, k = np.array(q['x']), np.array(q['t']), q['k']
n = len(x)

def within(points, radii):
    tree = cKDTree(points)
    return np.array([len(tree.query_ball_point(p, np.nextafter(r, 0), p=np.inf)) - 1 for p, r in zip(points, radii)])

def slice_of(x, t):
    x, t = (v / np.sqrt(np.mean(pdist(v, 'chebyshev') ** 2)) for v in (x, t))
    z = np.hstack([x, t])
    reach = cKDTree(z).query(z, k + 1, p=np.inf)[0][:, k]
    return digamma(k) + digamma(n) - np.mean(digamma(within(x, reach) + 1) + digamma(within(t, reach) + 1))

each = [slice_of(x @ np.array(a).T, t @ np.array(b).T) for a, b in zip(q['ofX'], q['ofT'])]
print(json.dumps(dict(mean=float(np.mean(each)), stderr=float(np.std(each, ddof=1) / np.sqrt(len(each))))))
`;

describe.skipIf(!python)(`sliced information against SciPy${python ? '' : ' (needs python3-scipy)'}`, () => {
  it.each([1, 3])('of %i directions a slice, on fresh samples', async (dimensions) => {
    const next = randomNumbers(Math.floor(1e6 * Math.random()));
    const [n, slices, k, seed] = [150, 8, 3, 11];
    const x = Array.from({ length: n }, () => Array.from({ length: 9 }, () => Math.fround(next())));
    const t = x.map((row) =>
      Array.from({ length: 7 }, (_, at) => Math.fround(row[at]! + row[at + 1]! * next())),
    );
    const frames = (d: number, role: string) =>
      Array.from({ length: slices }, (_, slice) => {
        const { directions } = randomFrame(d, dimensions, randomStream(seed, 'slices', role, slice));
        return Array.from({ length: dimensions }, (_, at) => [...directions.subarray(at * d, (at + 1) * d)]);
      });
    const input = JSON.stringify({ x, t, k, ofX: frames(9, 'X'), ofT: frames(7, 'layer 4') });
    const known = JSON.parse(execFileSync(python!, ['-c', script], { input }).toString()) as {
      mean: number;
      stderr: number;
    };
    const capture = {
      iteration: 3,
      seed,
      samples: n,
      classes: 2,
      inputs: Float32Array.from(x.flat()),
      labels: Int32Array.from(x, (_, i) => i % 2),
      layers: [{ index: 4, channels: 1, features: 7, values: Float32Array.from(t.flat()) }],
      lossError: new Float32Array(),
    };
    const params = { quantity: 'SI(X;T)', slices, dimensions, k, base: 'e' };
    const [rows] = await estimateCapture(capture, [{ kind: 'sliced', params }], createNumerics(), ownKinds);
    expect(Number(rows![0]!.cells.value)).toBeCloseTo(known.mean, 6);
    expect(Number(rows![0]!.cells.stderr)).toBeCloseTo(known.stderr, 6);
  });
});
