import { expect, it } from 'vitest';
import { createThreadShares } from '../../runner/estimation/thread-shares.ts';

it('gives the jobs that run as many threads as all may have, and each at least one', () => {
  let running = 0;
  const { threads, change } = createThreadShares(4, () => running);
  const free = (jobs: number) => {
    change(jobs);
    return threads.free[0];
  };
  expect(threads.most).toBe(4);
  expect(free(1)).toBe(4);
  running = 1;
  expect(free(1)).toBe(4); // the second one waits
  running = 2;
  expect(free(0)).toBe(2);
  running = 3;
  expect(free(1)).toBe(1);
  running = 4;
  expect(free(3)).toBe(1);
  expect(free(-5)).toBe(4);
});
