import { expect, test } from 'vitest';
import { epochMeans, epochTraces } from '../../runner/reporting/epoch-means.ts';
import type { Row } from '../../src/table/columns.ts';

/** A row an iteration and trial: the loss is iteration / 10 + trial. */
const rows = (iterations: readonly number[], trials: readonly number[]): Row[] =>
  trials.flatMap((trial) =>
    iterations.map((iteration) => ({
      trial: String(trial),
      iteration,
      epoch: iteration / 100,
      loss: iteration / 10 + trial,
      accuracy: iteration === 0 ? null : 0.5,
    })),
  );

test('the mean over trials at each iteration, in the order of the iterations', () => {
  const curve = epochMeans(rows([20, 0, 10], [1, 3]), 'loss');
  expect(curve.map(({ iteration, epoch, value, trials }) => [iteration, epoch, value, trials])).toEqual([
    [0, 0, 2, 2],
    [10, 0.1, 3, 2],
    [20, 0.2, 4, 2],
  ]);
});

test('rows without a number there do not count', () => {
  expect(epochMeans(rows([0, 10], [1]), 'accuracy').map(({ iteration }) => iteration)).toEqual([10]);
  expect(epochMeans(rows([0, 10], [1]), 'margin')).toEqual([]);
});

test('a long curve keeps 300 points, both ends among them, with all their trials', () => {
  const iterations = Array.from({ length: 1000 }, (_, i) => i);
  const curve = epochMeans(rows(iterations, [1, 2]), 'loss');
  expect(curve).toHaveLength(300);
  expect([curve[0]!.iteration, curve.at(-1)!.iteration]).toEqual([0, 999]);
  expect(curve.every(({ trials }) => trials === 2)).toBe(true);
  expect(curve.filter(({ iteration }) => iteration < 100).length).toBe(100);
});

test('a mean ends where the shortest trial does, and the trials go on', () => {
  const long = rows([0, 10, 20, 30], [1]);
  const short = rows([0, 10], [3]);
  expect(epochMeans([...long, ...short], 'loss').map(({ iteration, trials }) => [iteration, trials])).toEqual(
    [
      [0, 2],
      [10, 2],
    ],
  );
  const traces = epochTraces([...long, ...short], 'loss');
  expect(traces.map(({ trial, value }) => [trial, value])).toEqual([
    ['1', 1],
    ['1', 2],
    ['1', 3],
    ['1', 4],
    ['3', 3],
    ['3', 4],
  ]);
  expect(epochTraces(long, 'loss')).toEqual([]);
});
