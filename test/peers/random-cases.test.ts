import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const peers = [
  { library: 'scipy', needs: 'python3-scipy', python: pythonWith('numpy', 'scipy.linalg') },
  { library: 'torch', needs: 'python3-torch', python: pythonWith('numpy', 'torch') },
];
const script = fileURLToPath(new URL('random-cases.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'infoplane-cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cases = 200;
const orders = [0.5, 1, 1.01, 2, 5, 'inf'] as const;
/** Numbers in the largest tensor of a case, so that all 200 take seconds. */
const largestTensor = 50_000;

interface Case {
  readonly n: number;
  readonly d: number;
  readonly channels: number;
  readonly inputs: number;
  readonly alpha: (typeof orders)[number];
  readonly sigmaX: number;
  readonly sigmaT: number;
}

/** Sizes spread evenly on a logarithmic scale over n 2..512, d 1..5000, C 1..64; every 67th case has the largest n. */
function drawCase(at: number, next: () => number): Case {
  const upTo = (from: number, to: number) => Math.round(from * (to / from) ** next());
  const n = at % 67 === 0 ? 512 : upTo(2, 128);
  const channels = Math.min(upTo(1, 64), Math.max(1, Math.floor(largestTensor / n)));
  const d = Math.min(upTo(1, 5000), Math.max(1, Math.floor(largestTensor / n / channels)));
  const inputs = Math.min(upTo(1, 5000), Math.floor(largestTensor / n));
  const width = 0.1 * 30 ** next();
  const sigmaX = width * Math.sqrt(inputs);
  return {
    n,
    d,
    channels,
    inputs,
    alpha: orders[at % orders.length]!,
    sigmaX,
    sigmaT: width * Math.sqrt(d * channels),
  };
}

/** The cases' values by our own estimator, and the cases as the peers read them. */
async function estimateAll(drawn: readonly Case[], next: () => number) {
  const numerics = createNumerics();
  const lines: string[] = [];
  const found: Record<string, number>[] = [];
  for (const [at, each] of drawn.entries()) {
    const { n, d, channels, inputs, alpha, sigmaX, sigmaT } = each;
    const data = Float32Array.from({ length: n * (inputs + channels * d) }, next);
    const file = join(folder, `${at}.f4`);
    writeFileSync(file, new Uint8Array(data.buffer));
    lines.push(JSON.stringify({ ...each, file }));
    const capture: Capture = {
      iteration: 0,
      samples: n,
      classes: 1,
      inputs: data.slice(0, n * inputs),
      labels: new Int32Array(n),
      layers: [{ index: 0, channels, features: d, values: data.slice(n * inputs) }],
      lossError: new Float32Array(),
    };
    const settings = { probe: 'p', alpha, bandwidth: sigmaT, bandwidthX: sigmaX };
    const quantities = ['H(X)', 'H(T)', 'I(X;T)', 'H(Tc)', 'I(X;Tc)'];
    const jobs = quantities.map((quantity) => ({
      kind: 'matrix-renyi',
      params: { ...settings, quantity },
    }));
    const rows = await estimateCapture(capture, jobs, numerics, ownKinds);
    const [HX, HT, IXT, HT0, IXT0] = rows.map((one) => Number(one[0]!.cells.value));
    found.push({ HX: HX!, HT: HT!, IXT: IXT!, HT0: HT0!, IXT0: IXT0! });
  }
  return { found, lines };
}

describe('random cases', () => {
  let drawn: readonly Case[];
  let found: readonly Record<string, number>[];
  let lines: readonly string[];
  beforeAll(async () => {
    const next = randomNumbers(512);
    drawn = Array.from({ length: cases }, (_, at) => drawCase(at, next));
    ({ found, lines } = await estimateAll(drawn, next));
  }, 300_000);

  for (const { library, python, needs } of peers) {
    it.skipIf(!python)(
      `${cases} cases of n 2..512, d 1..5000, C 1..64 against ${library}${python ? '' : ` (needs ${needs})`}`,
      () => {
        const output = execFileSync(python!, [script, library], {
          input: lines.join('\n'),
          maxBuffer: 2 ** 26,
          encoding: 'utf8',
          env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
        });
        const expected: Record<string, number>[] = output
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
        expect(expected).toHaveLength(cases);
        const worst = new Map<Case['alpha'], number>(orders.map((alpha) => [alpha, 0]));
        for (const [at, values] of expected.entries()) {
          const { alpha } = drawn[at]!;
          for (const [name, value] of Object.entries(values)) {
            worst.set(alpha, Math.max(worst.get(alpha)!, Math.abs(found[at]![name]! - value)));
          }
        }
        const list = [...worst].map(([alpha, error]) => `${alpha}: ${error.toExponential(1)}`).join(', ');
        console.log(`largest error in bits by order, against ${library}: ${list}`);
        for (const [alpha, error] of worst) expect(error).toBeLessThan(alpha === 0.5 ? 1e-7 : 1e-11);
      },
      300_000,
    );
  }
});
