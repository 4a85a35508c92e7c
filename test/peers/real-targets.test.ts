import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { randomFrame } from '../../runner/kernels/shannon/random-frame.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { randomStream } from '../../runner/random/stream.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const python = pythonWith('numpy');

/** From the definitions: neighbours from all distances, digammas as sums, alignment from centred features or whole matrices. */
const script = `
import json, sys, numpy as np

def psi(n):
    return -0.5772156649015329 + (1 / np.arange(1, n)).sum()

def apart(v):
    d = np.abs(v[:, None] - v[None]).max(2)
    return d / np.sqrt((d[np.triu_indices(len(v), 1)] ** 2).mean())

def ksg(a, b, k):
    n, da, db = len(a), apart(a), apart(b)
    total = 0
    for i in range(n):
        others = np.arange(n) != i
        reach = np.sort(np.maximum(da[i], db[i])[others])[k - 1]
        total += psi(1 + (da[i][others] < reach).sum()) + psi(1 + (db[i][others] < reach).sum())
    return psi(k) + psi(n) - total / n

def gaussian(v, width):
    d = np.sqrt(((v[:, None] - v[None]) ** 2).sum(2))
    return np.exp(-d ** 2 / (2 * (width * np.median(d[np.triu_indices(len(v), 1)])) ** 2))

def hsic(k, l):
    n = len(k)
    k, l = k * (1 - np.eye(n)), l * (1 - np.eye(n))
    return (np.trace(k @ l) + k.sum() * l.sum() / (n - 1) / (n - 2) - 2 / (n - 2) * (k @ l).sum()) / n / (n - 3)

def cka(k, l):
    return hsic(k, l) / np.sqrt(hsic(k, k) * hsic(l, l))

out = []
for q in json.load(sys.stdin):
    t, y, k = np.array(q['t']), np.array(q['y']), q['k']
    slices = [ksg(y @ np.array(a).T, t @ np.array(b).T, k) for a, b in zip(q['ofY'], q['ofT'])]
    out.append(dict(ksg=ksg(y, t, k), sliced=np.mean(slices), linear=cka(y @ y.T, t @ t.T),
                    gaussian=cka(gaussian(y, q['width']), gaussian(t, q['width']))))
print(json.dumps(out))
`;

type Name = 'ksg' | 'sliced' | 'linear' | 'gaussian';

const [cases, seed, slices, dimensions] = [12, 11, 4, 2];
const next = randomNumbers(Math.floor(1e6 * Math.random()));

/** T follows a Y of one to three numbers, which are real. */
function drawCase() {
  const upTo = (from: number, to: number) => Math.round(from + (to - from) * next());
  const [n, dy, dt, k] = [upTo(40, 120), upTo(1, 3), upTo(1, 8), upTo(1, 6)];
  const y = Array.from({ length: n }, () => Array.from({ length: dy }, () => 3 * next() - 1));
  const t = y.map((row) => Array.from({ length: dt }, (_, at) => row[at % dy]! + next()));
  return { y, t, k, width: 0.3 + next() };
}

type Case = ReturnType<typeof drawCase>;

function framesOf(rows: Case['t'], role: string): number[][][] {
  const d = rows[0]!.length;
  return Array.from({ length: slices }, (_, slice) => {
    const { directions } = randomFrame(d, dimensions, randomStream(seed, 'slices', role, slice));
    return Array.from({ length: directions.length / d }, (_, at) => [
      ...directions.subarray(at * d, (at + 1) * d),
    ]);
  });
}

function captureOf({ y, t }: Case): Capture {
  return {
    iteration: 3,
    seed,
    samples: y.length,
    classes: 0,
    inputs: new Float32Array(y.length),
    labels: new Int32Array(),
    targets: Float64Array.from(y.flat()),
    layers: [{ index: 4, channels: 1, features: t[0]!.length, values: Float64Array.from(t.flat()) }],
    lossError: new Float32Array(),
  };
}

function jobsOf({ k, width }: Case): Readonly<Record<Name, { kind: string; params: JsonObject }>> {
  const neighbours = { k, base: 'e' };
  const cka = { quantity: 'CKA(T;Y)', width, estimate: 'unbiased' };
  const whole = { variant: 1, norm: 'max', standardise: true, jitter: 0 };
  return {
    ksg: { kind: 'ksg', params: { quantity: 'I(T;Y)', ...neighbours, ...whole } },
    sliced: { kind: 'sliced', params: { quantity: 'SI(T;Y)', ...neighbours, slices, dimensions } },
    linear: { kind: 'cka', params: { ...cka, kernel: 'linear' } },
    gaussian: { kind: 'cka', params: { ...cka, kernel: 'gaussian' } },
  };
}

describe.skipIf(!python)(
  `estimates about a real-valued Y against NumPy${python ? '' : ' (needs numpy)'}`,
  () => {
    it(`of ${cases} fresh cases`, async () => {
      const drawn = Array.from({ length: cases }, drawCase);
      const given = drawn.map((each) => ({
        ...each,
        ofY: framesOf(each.y, 'Y'),
        ofT: framesOf(each.t, 'layer 4'),
      }));
      const known: readonly Record<Name, number>[] = JSON.parse(
        execFileSync(python!, ['-c', script], { input: JSON.stringify(given), encoding: 'utf8' }),
      );
      const worst: Record<string, number> = {};
      for (const [at, each] of drawn.entries())
        for (const [name, job] of Object.entries(jobsOf(each))) {
          const [rows] = await estimateCapture(captureOf(each), [job], createNumerics(), ownKinds);
          const error = Math.abs(Number(rows![0]!.cells.value) - known[at]![name as Name]);
          worst[name] = Math.max(worst[name] ?? 0, error);
        }
      console.log(`real-valued Y, largest errors: ${JSON.stringify(worst)}`);
      for (const [name, error] of Object.entries(worst)) expect(error, name).toBeLessThan(1e-10);
    });
  },
);
