import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const python = pythonWith('numpy');

/** Rows are sorted and compared, so nothing is hashed. */
const script = `
import json, sys, numpy as np
q = json.load(sys.stdin)
y = np.array(q['y'])

def entropy(rows):
    _, counts = np.unique(rows, axis=0, return_counts=True)
    p = counts / counts.sum()
    return float(-(p * np.log2(p)).sum())

out = []
for t in q['layers']:
    t = np.array(t, dtype='float32')
    out.append([entropy(t), entropy(t) + entropy(y[:, None]) - entropy(np.hstack([t, y[:, None].astype('float32')]))])
print(json.dumps(out))
`;

describe.skipIf(!python)('states counted against NumPy', () => {
  it('of few and many levels, one and many units, 3,000 fresh samples', async () => {
    const next = randomNumbers(Math.floor(1e6 * Math.random()));
    const n = 3000;
    const y = Int32Array.from({ length: n }, () => Math.floor(5 * next()));
    const layers = [
      [1, 2],
      [3, 4],
      [2, 60],
      [40, 2],
    ].map(([units, levels], index) => {
      const values = Float32Array.from({ length: n * units! }, (_, at) => {
        const own = y[Math.floor(at / units!)]! / 5;
        return (Math.floor(levels! * (0.8 * next() + 0.2 * own)) - 1) * 0.37;
      });
      return { index, channels: 1, features: units!, values };
    });
    const capture = {
      iteration: 0,
      samples: n,
      classes: 5,
      inputs: new Float32Array(),
      labels: y,
      layers,
      lossError: new Float32Array(),
    };
    const rows = layers.map(({ values, features }) =>
      Array.from({ length: n }, (_, i) => [...values.subarray(i * features, (i + 1) * features)]),
    );
    const input = JSON.stringify({ y: [...y], layers: rows });
    const known = JSON.parse(
      execFileSync(python!, ['-c', script], { input, maxBuffer: 2 ** 28 }).toString(),
    ) as [number, number][];
    const jobs = ['I(X;T)', 'I(T;Y)'].map((quantity) => ({
      kind: 'discrete',
      params: { quantity, base: 2 },
    }));
    const [withX, withY] = await estimateCapture(capture, jobs, createNumerics(), ownKinds);
    for (const [at, [ixt, ity]] of known.entries()) {
      expect(Number(withX![at]!.cells.value)).toBeCloseTo(ixt, 10);
      expect(Number(withY![at]!.cells.value)).toBeCloseTo(ity, 10);
    }
  });
});
