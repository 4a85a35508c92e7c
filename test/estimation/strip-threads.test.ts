import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createEstimationPool } from '../../runner/estimation/estimation-pool.ts';
import { threadedStrips } from '../../runner/estimation/strip-threads.ts';
import { newMatrix } from '../../runner/kernels/matrix-stock.ts';
import { eigenvalues } from '../../runner/kernels/spectrum.ts';
import { implicitQl } from '../../runner/kernels/tridiagonal-ql.ts';
import {
  reduceInStages,
  type ShareStrips,
  stagesWork,
  stripsAlone,
} from '../../runner/kernels/wasm/reduce-in-stages.ts';
import { loadWasmKernels, type WasmBuild } from '../../runner/kernels/wasm/wasm-kernels.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { createWorkMemory } from '../../runner/kernels/wasm/work-memory.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { estimationWorkerFile, stripWorkerFile } from '../../runner/workers/estimation-worker-file.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { smallCapture } from './small-capture.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
const next = randomNumbers(seed);
const patience = 60_000;

function symmetric(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) matrix[i * n + j] = matrix[j * n + i] = next() - 0.5;
  }
  return matrix;
}

type Worked = Pick<ReturnType<typeof threadedOf>, 'kernels' | 'memory'>;

function threadedOf(build: WasmBuild, threads: number) {
  const crew = threadedStrips(stripWorkerFile, threads);
  const found = crew.find(build, () => 4_000_000)!;
  return { ...found, close: crew.close };
}

/** The tridiagonal matrix, and which threads made products of the matrix with vectors. */
function reduced({ kernels, memory }: Worked, share: ShareStrips, matrix: Float64Array, threads: number) {
  const n = Math.sqrt(matrix.length);
  const work = stagesWork(kernels, n, threads);
  const [own, at, diagonal, beside] = memory.layout(n * n * 8, work, n * 32, n * 32) as [
    number,
    number,
    number,
    number,
  ];
  memory.doubles(own, n * n).set(matrix);
  memory.doubles(at, work / 8).fill(Number.NaN);
  memory.doubles(beside, 4 * n).fill(0); // the last entry is not written
  reduceInStages(kernels, n, { matrix: own, work: at, diagonal, beside }, share);
  const every = (offset: number) => memory.doubles(offset, 4 * n).filter((_, place) => place % 4 === 0);
  const worked = Array.from({ length: threads }, (_, thread) => {
    const scratch = kernels.bandWork(n, thread);
    return !Number.isNaN(memory.doubles(at + scratch, 1)[0]);
  });
  return { diagonal: every(diagonal), beside: every(beside), worked };
}

describe.each(['wasm-fma', 'wasm-simd'] as const)('strips on several threads (%s)', (build) => {
  const { kernels, build: loaded } = loadWasmKernels(build)!;
  const memory = createWorkMemory(kernels.memory);

  it.each([2, 3])(
    'come to the same bytes on %i, all of which take part',
    async (threads) => {
      const { close, share, ...crew } = threadedOf(loaded, threads);
      try {
        const took = new Set<number>();
        const began = performance.now();
        for (let more = 10; more > 0 && performance.now() - began < patience; ) {
          const matrix = symmetric(280 + Math.floor(40 * next()));
          const alone = reduced({ kernels, memory }, stripsAlone(kernels), matrix, 1);
          const shared = reduced(crew, share, matrix, threads);
          expect(shared.diagonal, `seed ${seed}`).toEqual(alone.diagonal);
          expect(shared.beside, `seed ${seed}`).toEqual(alone.beside);
          for (const [thread, worked] of shared.worked.entries()) if (worked) took.add(thread);
          if (took.size === threads) more -= 1;
          else await sleep(1);
        }
        expect(took.size).toBe(threads);
        const matrix = symmetric(257);
        const { diagonal, beside } = reduced(crew, share, matrix, threads);
        implicitQl(diagonal, beside);
        const expected = eigenvalues(matrix, 257);
        const size = Math.max(...expected.map(Math.abs));
        const worst = Math.max(
          ...diagonal.sort().map((value, place) => Math.abs(value - expected[place]!) / size),
        );
        expect(worst, `seed ${seed}`).toBeLessThanOrEqual(257e-15);
      } finally {
        close();
      }
    },
    120_000,
  );
});

describe('a matrix of more than 1,600 samples', () => {
  const n = 1601;
  const matrix = symmetric(n);
  const [alone] = createNumerics().eigenvaluesBatch([[matrix]], n);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'infoplane-strips-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has the same spectrum with help, when nobody is free, and where no thread can start', () => {
    let free = 2;
    const crew = threadedStrips(stripWorkerFile, 2, () => free);
    const helped = createNumerics('wasm-fma', newMatrix, crew);
    expect(helped.eigenvaluesBatch([[matrix]], n)[0]).toEqual(alone);
    free = 1;
    expect(crew.find('wasm-fma', () => 100)).toBeNull();
    expect(helped.eigenvaluesBatch([[matrix]], n)[0]).toEqual(alone);
    crew.close();
    const without = createNumerics('wasm-fma', newMatrix, threadedStrips(`${stripWorkerFile}.none`, 2));
    expect(without.eigenvaluesBatch([[matrix]], n)[0]).toEqual(alone);
  }, 60_000);

  it('is reduced once more, by this thread, after one that helps has failed', async () => {
    const worker = join(folder, 'fails.mjs');
    writeFileSync(
      worker,
      `import { workerData } from 'node:worker_threads';\nAtomics.store(workerData.control, 3, 1);\n`,
    );
    const crew = threadedStrips(worker, 2);
    const helped = createNumerics('wasm-fma', newMatrix, crew);
    const began = performance.now();
    while (crew.find('wasm-fma', () => 100) && performance.now() - began < patience) {
      expect(helped.eigenvaluesBatch([[matrix]], n)[0]).toEqual(alone);
      await sleep(10);
    }
    expect(crew.find('wasm-fma', () => 100)).toBeNull();
    expect(helped.eigenvaluesBatch([[matrix]], n)[0]).toEqual(alone);
  }, 120_000);

  it('gives the same rows by a pool that has a thread free', async () => {
    const params = { probe: 'p', alpha: 1.01, bandwidth: 1, base: 2, spectrum: 'exact', quantity: 'H(T)' };
    const estimators = [{ kind: 'matrix-renyi', params }];
    const pool = createEstimationPool({ worker: estimationWorkerFile, threads: 2 });
    try {
      const capture = () => smallCapture(3, n);
      const rows = await estimateCapture(capture(), estimators, createNumerics(), ownKinds);
      expect(await pool.submit({ capture: capture(), estimators })).toEqual(rows);
    } finally {
      await pool.close();
    }
  }, 60_000);
});
