import { describe, expect, it } from 'vitest';
import type { Batch, StepResult, TrainingSession } from '../../runner/contract/engine.ts';
import { createUpdateStretch } from '../../runner/training/update-stretch.ts';

/** Does the updates of a training of 40, ten an epoch; probes look at the fifth and the 23rd. Gives how many were handed over at once. */
async function stretches({ together = true, milliseconds = 1 } = {}): Promise<number[]> {
  const done: { batch: number; rate: number }[] = [];
  let clock = 0;
  const step = (batch: Batch, rate: number): StepResult => {
    done.push({ batch: batch.labels[0]!, rate });
    clock += milliseconds;
    return { loss: done.length, correct: 0, tensors: null };
  };
  const session: TrainingSession = {
    update: async (batch, rate) => step(batch, rate),
    ...(together && {
      updates: async (batches: readonly Batch[], rates: readonly number[]) =>
        batches.map((batch, at) => step(batch, rates[at]!)),
    }),
    observe: async () => Promise.reject(new Error('not asked for')),
    weights: async () => [],
    state: async () => ({ updates: 0, tensors: new Map() }),
    close: async () => {},
  };
  const order = {
    batch: (index: number): Batch => ({
      samples: 1,
      inputs: new Float32Array(1),
      labels: Int32Array.of(index),
    }),
  };
  const update = createUpdateStretch(session, order, {
    learningRate: (iteration) => 1 / (iteration + 1),
    probing: {
      looks: (iteration) => iteration === 5 || iteration === 23,
      onBatch: (iteration) => (iteration === 5 ? [0] : []),
    },
    updatesPerEpoch: 10,
    now: () => clock,
  });
  const counts: number[] = [];
  for (let at = 0; at < 40; ) {
    const some = await update(at, 40);
    expect(some.map(({ batch, step }) => [batch.labels[0], step.loss])).toEqual(
      some.map((_, place) => [at + place, at + place + 1]),
    );
    counts.push(some.length);
    at += some.length;
  }
  expect(done.map(({ rate }) => rate)).toEqual(done.map((_, at) => 1 / (at + 1)));
  return counts;
}

describe('createUpdateStretch', () => {
  it('does one at a time where an engine has no updates together', async () => {
    expect(await stretches({ together: false })).toEqual(Array(40).fill(1));
  });

  it('does more and more together, up to a row, the end of an epoch and the end', async () => {
    // 1 | 2, 3 | 4, 5 before the probe | the probed one | the rest of the epoch | of the next | up to the next probe | and on
    expect(await stretches()).toEqual([1, 2, 2, 1, 4, 8, 2, 3, 7, 10]);
  });

  it('does fewer together when they take long', async () => {
    const counts = await stretches({ milliseconds: 100 });
    expect(Math.max(...counts)).toBe(4);
    expect(counts.filter((count) => count > 2).length).toBeLessThan(counts.length / 2);
  });
});
