import { expect, test } from 'vitest';
import { keptMoments, thinMoments, thinRows } from '../../../reports/data/thin-rows.ts';
import type { Row } from '../../../src/table/columns.ts';

/** Two rows an iteration, the later ones first. */
const rows = (count: number): Row[] =>
  Array.from({ length: 2 * count }, (_, i) => {
    const iteration = count - 1 - Math.floor(i / 2);
    return { iteration, epoch: iteration / 4, place: i };
  });

test('moments are each kept once, in their order', () => {
  expect(keptMoments(rows(3), 10)).toEqual([0, 1, 2]);
  expect(keptMoments(rows(3), 10, 'epoch')).toEqual([0, 0.25, 0.5]);
  expect(keptMoments([], 10)).toEqual([]);
});

test('of too many, both ends are kept and more of the beginning', () => {
  expect(keptMoments(rows(1000), 5)).toEqual([0, 5, 31, 177, 999]);
});

test('rows of the kept moments stay whole and in their order', () => {
  const thinned = thinMoments(rows(1000), 5);
  expect(thinned.map(({ iteration }) => iteration)).toEqual([999, 999, 177, 177, 31, 31, 5, 5, 0, 0]);
});

test('a limit on rows counts rows, not moments', () => {
  expect(thinRows(rows(5), 10)).toHaveLength(10);
  expect(thinRows(rows(1000), 100)).toHaveLength(100);
  // never less than the two ends
  expect(thinRows(rows(1000), 1).map(({ iteration }) => iteration)).toEqual([999, 999, 0, 0]);
});

test('rows that have no moment are all kept', () => {
  const claims = Array.from({ length: 20 }, (_, i) => ({ claim: `c${i}` }));
  expect(thinRows(claims, 10)).toHaveLength(20);
});
