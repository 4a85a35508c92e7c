import { expect, it } from 'vitest';
import { beyondBudget, makeCaptureRoom } from '../../runner/store/capture-room.ts';
import type { CaptureFacts } from '../../runner/store/stored-captures.ts';

const one = (key: string, bytes: number, used: number, pinned = false): CaptureFacts => ({
  format: 1,
  key,
  training: key,
  capture: key,
  rows: 1,
  mark: { bytes, digest: '' },
  pinned,
  folder: key,
  bytes,
  used,
});
const all = [one('new', 40, 9), one('old', 30, 1), one('pinned', 1000, 0, true), one('middle', 20, 5)];

it('the least recently used go first, as many as it takes; what is pinned stays and does not count', async () => {
  const goes = (wanted: number, budget: number) => beyondBudget(all, wanted, budget).map(({ key }) => key);
  expect(goes(0, 90)).toEqual([]);
  expect(goes(10, 90)).toEqual(['old']);
  expect(goes(31, 90)).toEqual(['old', 'middle']);
  expect(goes(0, 0)).toEqual(['old', 'middle', 'new']);
  const removed: string[] = [];
  await makeCaptureRoom({ all: async () => all, remove: async (key) => void removed.push(key) }, 30, 90);
  expect(removed).toEqual(['old']);
});
