import { beforeEach, expect, test, vi } from 'vitest';
import { createCrewGrowth } from '../../runner/estimation/crew-growth.ts';

/** Turns of so many milliseconds, of which the caller waits for some. */
function turns(waits: (turn: number) => number, length: number, count: number) {
  let time = 1000;
  const grow = vi.fn();
  const growth = createCrewGrowth(() => time, grow);
  return {
    grow,
    async run() {
      for (let turn = 0; turn < count; turn += 1) {
        growth.turn();
        const wait = waits(turn);
        if (wait > 0) await growth.during(async () => void (time += wait));
        time += length - wait;
      }
    },
  };
}

beforeEach(() => {
  vi.useRealTimers();
});

test('a caller that never waits, or seldom, needs no more threads', async () => {
  const never = turns(() => 0, 10, 500);
  await never.run();
  expect(never.grow).not.toHaveBeenCalled();
  const seldom = turns((turn) => (turn % 10 === 0 ? 10 : 0), 10, 500);
  await seldom.run();
  expect(seldom.grow).not.toHaveBeenCalled();
});

test('one that waits for half of the time does, again and again', async () => {
  const often = turns(() => 5, 10, 101);
  await often.run();
  expect(often.grow).toHaveBeenCalledTimes(3);
});

test('one that waits at first only does not', async () => {
  const first = turns((turn) => (turn < 20 ? 9 : 0), 10, 500);
  await first.run();
  expect(first.grow).not.toHaveBeenCalled();
});

test('a single long wait is ended by another thread', async () => {
  vi.useFakeTimers();
  const grow = vi.fn();
  const growth = createCrewGrowth(() => 0, grow);
  let end = () => {};
  const waiting = growth.during(() => new Promise<void>((resolve) => (end = resolve)));
  vi.advanceTimersByTime(10_000);
  expect(grow).toHaveBeenCalledTimes(1);
  end();
  await waiting;
  await growth.during(async () => {});
  vi.advanceTimersByTime(10_000);
  expect(grow).toHaveBeenCalledTimes(1);
});
