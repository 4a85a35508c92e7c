import { afterAll, describe, expect, it } from 'vitest';
import type { Averaging } from '../../runner/contract/estimation.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { createEstimationPool } from '../../runner/estimation/estimation-pool.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { createRunningMeans, type Turn } from '../../runner/training/running-means.ts';
import { estimationWorkerFile } from '../../runner/workers/estimation-worker-file.ts';
import { smallCapture } from '../estimation/small-capture.ts';

const rows = 6;
const settings = { probe: 'p', alpha: 1.01, bandwidthX: 2, base: 2 } as const;
const estimators = (smoothing: number | null) =>
  ['I(T;Y)', 'I(X;Tc)'].map((quantity) => ({
    kind: 'matrix-renyi',
    params: {
      ...settings,
      quantity,
      kernel: 'maps',
      bandwidth: smoothing === null ? 'kernel-alignment' : { 'kernel-alignment': { smoothing } },
    },
  }));
type Rows = Awaited<ReturnType<typeof estimateCapture>>;
/** Widths of the second layer, a map alone. */
const widths = (all: readonly Rows[]) =>
  all.map(([first]) => Number(first!.find(({ layer }) => layer === 2)!.cells.sigma_t));

const pools = [1, 2].map((threads) => createEstimationPool({ worker: estimationWorkerFile, threads }));
afterAll(() => Promise.all(pools.map((pool) => pool.close())));

/** Averages for estimators that average the same. */
const alike =
  (average: Turn['average']): Averaging =>
  async (found) => {
    const means = await average(Object.assign({}, ...found));
    return found.map(() => means);
  };

/** Captures in order through a pool, as a training hands them over. */
async function train(
  pool: (typeof pools)[number],
  from: number,
  means: ReturnType<typeof createRunningMeans>,
) {
  const answers: Promise<Rows>[] = [];
  for (let at = from; at < rows; at += 1) {
    const { average, done } = means.turn(at);
    const job = { capture: smallCapture(at), estimators: estimators(null), average: alike(average) };
    answers.push((pool.submit(job) as Promise<Rows>).finally(done));
  }
  return Promise.all(answers);
}

describe('widths by kernel alignment', () => {
  it('are smoothed over the rows of a training by 0.9, whatever the number of threads', async () => {
    const numerics = createNumerics();
    const apart: Rows[] = [];
    for (let at = 0; at < rows; at += 1) {
      apart.push(await estimateCapture(smallCapture(at), estimators(0), numerics, ownKinds));
    }
    const expected: number[] = [];
    for (const found of widths(apart)) {
      expected.push(expected.length === 0 ? found : 0.9 * expected.at(-1)! + 0.1 * found);
    }
    const [one, two] = [
      await train(pools[0]!, 0, createRunningMeans()),
      await train(pools[1]!, 0, createRunningMeans()),
    ];
    for (const [at, width] of widths(one).entries()) expect(width).toBeCloseTo(expected[at]!, 12);
    expect(new Set(widths(apart)).size).toBeGreaterThan(1);
    expect(two).toEqual(one);
    expect(one[0]).toEqual(await estimateCapture(smallCapture(0), estimators(null), numerics, ownKinds));

    const last = one.at(-1)![0]!.find(({ layer }) => layer === 2)!.cells;
    const job = {
      ...estimators(0)[0]!,
      params: { ...settings, quantity: 'I(T;Y)', bandwidth: widths(one).at(-1)! },
    };
    const fixed = (await estimateCapture(smallCapture(rows - 1), [job], numerics, ownKinds))[0]!;
    expect(last.value).toBe(fixed.find(({ layer }) => layer === 2)!.cells.value);
  });

  it('go on from where they stood', async () => {
    const whole = await train(pools[1]!, 0, createRunningMeans());
    const means = createRunningMeans();
    for (let at = 0; at < 3; at += 1) {
      const { average, done } = means.turn(at);
      await pools[0]!
        .submit({ capture: smallCapture(at), estimators: estimators(null), average: alike(average) })
        .finally(done);
    }
    const kept = JSON.parse(JSON.stringify(await means.state()));
    expect(await train(pools[1]!, 3, createRunningMeans(kept))).toEqual(whole.slice(3));
  });

  it('are not held up by a capture that fails', async () => {
    const means = createRunningMeans();
    const [bad, good] = [means.turn(0), means.turn(1)];
    const broken = smallCapture(1);
    broken.layers[0]!.values[0] = Number.NaN;
    const failing = pools[0]!
      .submit({ capture: broken, estimators: estimators(null), average: alike(bad.average) })
      .finally(bad.done);
    const answer = pools[0]!
      .submit({ capture: smallCapture(2), estimators: estimators(null), average: alike(good.average) })
      .finally(good.done);
    await expect(failing).rejects.toThrow('cannot be estimated');
    expect(await answer).toEqual(
      await estimateCapture(smallCapture(2), estimators(null), createNumerics(), ownKinds),
    );
  });
});
