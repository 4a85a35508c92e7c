import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createEstimationPool } from '../../runner/estimation/estimation-pool.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { estimationWorkerFile } from '../../runner/workers/estimation-worker-file.ts';
import { RunError } from '../../src/node/run-error.ts';
import { smallCapture } from './small-capture.ts';

const params = { probe: 'p', alpha: 1.01, bandwidth: { silverman: 1.5 }, base: 2 };
const estimators = [
  { kind: 'matrix-renyi', params: { ...params, quantity: 'I(X;T)' } },
  { kind: 'matrix-renyi', params: { ...params, quantity: 'I(T;Y)' } },
];

describe('the pool', () => {
  const pool = createEstimationPool({ worker: estimationWorkerFile, threads: 1 });
  afterAll(() => pool.close());

  it('gives the rows that the estimators give in this thread, to the last digit', async () => {
    const numerics = createNumerics();
    const answers = [1, 2, 3, 4, 5].map((seed) => pool.submit({ capture: smallCapture(seed), estimators }));
    for (const [at, answer] of answers.entries()) {
      expect(await answer).toEqual(
        await estimateCapture(smallCapture(at + 1), estimators, numerics, ownKinds),
      );
    }
  });

  it('takes over arrays of their own and copies views', async () => {
    const capture = smallCapture(7);
    const wide = new Float32Array(capture.inputs.length + 5);
    wide.set(capture.inputs, 5);
    const answer = pool.submit({ capture: { ...capture, inputs: wide.subarray(5) }, estimators });
    await Promise.resolve();
    const expected = await estimateCapture(smallCapture(7), estimators, createNumerics(), ownKinds);
    expect(await answer).toEqual(expected);
    expect(capture.layers[0]!.values).toHaveLength(0);
    expect(wide).toHaveLength(capture.samples * 16 + 5);
  });

  it('is not ready while twice as many captures wait as threads work', async () => {
    const order: string[] = [];
    const answers = [1, 2, 3].map((seed) =>
      pool.submit({ capture: smallCapture(seed, 60), estimators }).then(() => order.push(`rows ${seed}`)),
    );
    await Promise.resolve();
    const ready = pool.ready().then(() => order.push('ready'));
    await Promise.all([...answers, ready]);
    expect(order.indexOf('ready')).toBeGreaterThanOrEqual(1);
    expect(order.slice(0, 1)).toEqual(['rows 1']);
  });

  it("carries a user's error over as what it is, and lives on", async () => {
    const capture = smallCapture(8);
    capture.inputs[3] = Number.NaN;
    const failure = await pool.submit({ capture, estimators }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RunError);
    expect(failure).toMatchObject({
      message: expect.stringContaining('X cannot be estimated: NaN at sample 0, feature 3'),
      exitCode: 4,
    });
    expect(await pool.submit({ capture: smallCapture(9), estimators })).toHaveLength(2);
  });

  it('fails with what its means failed with, and its thread goes on', async () => {
    const aligned = [
      {
        kind: 'matrix-renyi',
        params: { ...params, quantity: 'I(X;T)', bandwidth: 'kernel-alignment' },
      },
    ];
    for (const average of [
      async () => Promise.reject(new RunError('no means today')),
      () => {
        throw new RunError('no means today');
      },
    ]) {
      const job = { capture: smallCapture(3), estimators: aligned, average };
      await expect(pool.submit(job)).rejects.toThrow('no means today');
    }
    expect(await pool.submit({ capture: smallCapture(9), estimators })).toHaveLength(2);
  });

  it('reports a bug as a bug', async () => {
    const unknown = [{ kind: 'no-such-kind', params: {} }];
    const failure = await pool
      .submit({ capture: smallCapture(1), estimators: unknown })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(RunError);
  });
});

it('closing waits for what was submitted', async () => {
  const pool = createEstimationPool({ worker: estimationWorkerFile, threads: 2 });
  const answers = [1, 2, 3].map((seed) => pool.submit({ capture: smallCapture(seed), estimators }));
  await Promise.resolve();
  await pool.close();
  for (const rows of await Promise.all(answers)) expect(rows.map((one) => one.length)).toEqual([2, 2]);
});

it('a thread that ends before it has work fails what is submitted, and closing goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-pool-'));
  const worker = join(folder, 'worker.mjs');
  writeFileSync(worker, 'process.exit(7);\n');
  const pool = createEstimationPool({ worker, threads: 1 });
  await expect(pool.submit({ capture: smallCapture(1), estimators })).rejects.toThrow(/exited|terminat/i);
  await pool.close();
  rmSync(folder, { recursive: true });
});
