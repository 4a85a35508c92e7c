import { expect, test } from 'vitest';
import { createEntrance } from '../../runner/estimation/entrance.ts';

/** Jobs that enter one after another and stay until they are ended; `inside` lists who is in, in order. */
function jobsAt(places: number) {
  const entrance = createEntrance(places);
  const inside: number[] = [];
  const come = (job: number) => entrance.enter().then(() => inside.push(job));
  const go = (job: number) => {
    inside.splice(inside.indexOf(job), 1);
    entrance.leave();
  };
  return { entrance, inside, come, go };
}

/** Lets all that can go on do so. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('one place that becomes free lets one in, however many wait', async () => {
  const { inside, come, go } = jobsAt(2);
  for (const job of [1, 2, 3, 4, 5]) come(job);
  await settle();
  expect(inside).toEqual([1, 2]);
  go(1);
  await settle();
  expect(inside).toEqual([2, 3]);
  go(2);
  go(3);
  await settle();
  expect(inside).toEqual([4, 5]);
});

test('who comes while others wait stands behind them, also just when a place becomes free', async () => {
  const { inside, come, go } = jobsAt(1);
  for (const job of [1, 2]) come(job);
  await settle();
  go(1);
  come(3);
  await settle();
  expect(inside).toEqual([2]);
  go(2);
  await settle();
  expect(inside).toEqual([3]);
});

test('`ready` waits for a free place and takes none, `idle` for the last to go', async () => {
  const { entrance, come, go } = jobsAt(1);
  const told: string[] = [];
  come(1);
  come(2);
  entrance.ready().then(() => told.push('ready'));
  entrance.idle().then(() => told.push('idle'));
  await settle();
  go(1);
  await settle();
  expect(told).toEqual([]);
  go(2);
  await settle();
  expect(told.toSorted()).toEqual(['idle', 'ready']);
  await entrance.ready();
  await entrance.idle();
});

test('more places let in those who wait, in their order, and no more than there are places', async () => {
  const { entrance, inside, come } = jobsAt(1);
  for (const job of [1, 2, 3, 4]) come(job);
  await settle();
  expect(inside).toEqual([1]);
  expect(entrance.free()).toBe(false);
  entrance.widen(2);
  await settle();
  expect(inside).toEqual([1, 2, 3]);
  expect(entrance.free()).toBe(false);
  entrance.widen(2);
  await settle();
  expect(inside).toEqual([1, 2, 3, 4]);
  expect(entrance.free()).toBe(true);
});
