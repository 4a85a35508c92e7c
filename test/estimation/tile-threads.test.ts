import { describe, expect, it } from 'vitest';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createEstimationPool } from '../../runner/estimation/estimation-pool.ts';
import { threadedCrew } from '../../runner/estimation/tile-threads.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { estimationWorkerFile, tileWorkerFile } from '../../runner/workers/estimation-worker-file.ts';
import { smallCapture } from './small-capture.ts';

const params = { probe: 'p', alpha: 1.01, bandwidth: { silverman: 1.5 }, base: 2, spectrum: { tiles: {} } };
const estimators = [
  { kind: 'matrix-renyi', params: { ...params, quantity: 'I(X;T)' } },
  { kind: 'matrix-renyi', params: { ...params, quantity: 'I(T;Y)' } },
];
const capture = () => smallCapture(3, 900);

describe('a large matrix on several threads', () => {
  it('comes to the same bytes, whoever helps', async () => {
    const numerics = createNumerics();
    const alone = await estimateCapture(capture(), estimators, numerics, ownKinds);
    expect(alone[0]!.map(({ cells }) => cells.method)).toContain('lanczos-tiles');
    for (const threads of [2, 4]) {
      const crew = threadedCrew(numerics, tileWorkerFile, threads);
      expect(await estimateCapture(capture(), estimators, numerics, ownKinds, null, crew)).toEqual(alone);
    }
    const pool = createEstimationPool({ worker: estimationWorkerFile, threads: 2 });
    try {
      expect(await pool.submit({ capture: capture(), estimators })).toEqual(alone);
    } finally {
      await pool.close();
    }
  }, 60_000);

  it('is done by this thread where no other one can start', async () => {
    const numerics = createNumerics();
    const alone = await estimateCapture(capture(), estimators, numerics, ownKinds);
    const crew = threadedCrew(numerics, `${tileWorkerFile}.none`, 3);
    expect(await estimateCapture(capture(), estimators, numerics, ownKinds, null, crew)).toEqual(alone);
  });
});
