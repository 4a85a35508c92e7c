import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { principalComponents } from '../../runner/kernels/principal-components.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const python = pythonWith('numpy');

/** By the singular value decomposition, which makes no products of samples or features. */
const script = `
import json, sys, numpy as np
out = []
for q in json.load(sys.stdin):
    x = np.array(q['x']); x = x - x.mean(axis=0)
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    out.append(dict(scores=(u * s)[:, :q['m']].tolist(), share=float((s[:q['m']] ** 2).sum() / (s ** 2).sum())))
print(json.dumps(out))
`;

describe.skipIf(!python)('principal components against NumPy', () => {
  it('of more features than samples, of fewer, and of few directions', () => {
    const next = randomNumbers(Math.floor(1e6 * Math.random()));
    const shapes = [
      [30, 5, 3],
      [30, 5, 9],
      [20, 200, 10],
      [128, 784, 10],
      [12, 12, 11],
    ] as const;
    const given = shapes.map(([n, d, m]) => {
      // directions of unlike variance, so that none is an arbitrary turn of others
      const x = Array.from({ length: n }, () =>
        Array.from({ length: d }, (_, k) => 3 + (next() - 0.5) / (1 + (k % 17))),
      );
      return { x, m: Math.min(m, d, n - 1), n, d };
    });
    const known = JSON.parse(
      execFileSync(python!, ['-c', script], { input: JSON.stringify(given), maxBuffer: 2 ** 28 }).toString(),
    ) as { scores: number[][]; share: number }[];
    for (const [at, { x, m, n, d }] of given.entries()) {
      const found = principalComponents({ values: Float64Array.from(x.flat()), n, d }, shapes[at]![2]);
      expect(found.d).toBe(m);
      expect(found.share).toBeCloseTo(known[at]!.share, 12);
      for (let k = 0; k < m; k += 1) {
        const column = (i: number) => known[at]!.scores[i]![k]!;
        const sign = column(0) * found.values[k]! < 0 ? -1 : 1;
        for (let i = 0; i < n; i += 1)
          expect(Math.abs(sign * found.values[i * m + k]! - column(i))).toBeLessThan(1e-10);
      }
    }
  });
});

it('one direction of two samples; constant samples', () => {
  const pair = principalComponents({ values: Float64Array.of(0, 0, 3, 4), n: 2, d: 2 }, 1);
  expect([...pair.values].map((value) => Math.round(1e9 * value) / 1e9)).toEqual([-2.5, 2.5]);
  const same = principalComponents({ values: new Float64Array(12).fill(7), n: 4, d: 3 }, 2);
  expect({ values: [...same.values], d: same.d }).toEqual({ values: [0, 0, 0, 0], d: 1 });
});
