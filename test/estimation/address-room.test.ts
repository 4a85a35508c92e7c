import { expect, test } from 'vitest';
import { threadsWithin } from '../../runner/estimation/address-room.ts';
import { RunError } from '../../src/node/run-error.ts';

test('all threads without a limit, as many as there are addresses for with one', () => {
  expect(threadsWithin(null, 64, 1e10)).toBe(64);
  expect(threadsWithin({ limit: 1e12, used: 1e9 }, 8, 1e10)).toBe(8);
  // 36 GB less 1 used and 0.5 of the main thread, 11 each
  expect(threadsWithin({ limit: 36e9, used: 1e9 }, 8, 1e10)).toBe(3);
  expect(threadsWithin({ limit: 12.5e9, used: 1e9 }, 8, 1e10)).toBe(1);
});

test('no room for one thread names the limit that it takes', () => {
  const starting = () => threadsWithin({ limit: 12.4e9, used: 1e9 }, 8, 1e10);
  expect(starting).toThrow(RunError);
  expect(starting).toThrow(/12\.4 GB only.* 12\.5 GB/);
});
