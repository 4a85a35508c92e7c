import { describe, expect, test } from 'vitest';
import type { RowSchedule } from '../../src/plan/plan.ts';
import { type At, rowCount, rowTest, scheduleRows } from '../../src/plan/schedule.ts';

/** 469 updates an epoch, the last one short: MNIST in mini-batches of 128. */
const mnist = { updates: 4690, updatesPerEpoch: 469, shortLast: true };
const even = { updates: 20, updatesPerEpoch: 10, shortLast: false };

function rows(at: At, moments: typeof mnist, batches = true): number[] {
  const made = scheduleRows(at, moments, batches);
  if ('beyond' in made) throw new Error('beyond the training');
  return rowIterations(made.rows);
}

describe('epochs', () => {
  test('fractions round to the nearest iteration, halves up', () => {
    expect(rows({ epochs: [0, '1/3', 10] }, mnist)).toEqual([0, 156, 4690]);
    expect(rows({ epochs: [0.25, '1/4', 2] }, even)).toEqual([3, 20]);
  });

  test('are sorted and without repeats', () => {
    expect(rows({ epochs: [2, 0, 1, '2/2'] }, even)).toEqual([0, 10, 20]);
  });

  test('a row whose mini-batch is the short one moves to the next iteration', () => {
    expect(rows({ epochs: ['468/469'] }, mnist)).toEqual([469]);
    expect(rows({ epochs: ['4689/469'] }, mnist)).toEqual([4690]);
    expect(rows({ epochs: ['468/469'] }, mnist, false)).toEqual([468]);
  });

  test('beyond the training are told by their place', () => {
    expect(scheduleRows({ epochs: [0, 11, 10, '31/3'] }, mnist, true)).toEqual({ beyond: [1, 3] });
  });
});

describe('every', () => {
  test('begins at 0 and ends with the last iteration', () => {
    expect(rows({ every: 7 }, even)).toEqual([0, 7, 14, 20]);
    expect(rows({ every: 10 }, even)).toEqual([0, 10, 20]);
    expect(rows({ every: 100 }, even)).toEqual([0, 20]);
  });

  test('leaves out the iterations before a short mini-batch', () => {
    const all = rows({ every: 1 }, mnist);
    expect(all).toHaveLength(4691 - 10);
    expect(all.filter((i) => i % 469 === 468)).toEqual([]);
    expect(all.at(-1)).toBe(4690);
    expect(rows({ every: 1 }, mnist, false)).toHaveLength(4691);
  });

  test('is kept short in the plan', () => {
    expect(scheduleRows({ every: 1 }, mnist, true)).toEqual({ rows: { every: 1, last: 4690, period: 469 } });
    expect(scheduleRows({ every: 3 }, even, true)).toEqual({ rows: { every: 3, last: 20 } });
  });
});

describe('log', () => {
  test('gives 0 and points in equal ratios from 1 to the last', () => {
    const moments = { updates: 1000, updatesPerEpoch: 100, shortLast: false };
    expect(rows({ log: 4 }, moments)).toEqual([0, 1, 10, 100, 1000]);
    expect(rows({ log: 1 }, moments)).toEqual([0, 1000]);
  });

  test('gives 0 alone where nothing is trained', () => {
    const untrained = { updates: 0, updatesPerEpoch: 100, shortLast: false };
    for (const log of [1, 2, 10]) expect(rows({ log }, untrained)).toEqual([0]);
  });

  test('has no repeats where points lie closer than an iteration', () => {
    expect(rows({ log: 40 }, { updates: 8, updatesPerEpoch: 4, shortLast: false })).toEqual([
      0, 1, 2, 3, 4, 6, 8,
    ]);
    expect(rows({ log: 5 }, { updates: 1, updatesPerEpoch: 1, shortLast: false })).toEqual([0, 1]);
  });

  test('leaves out the iterations before a short mini-batch', () => {
    expect(rows({ log: 3 }, { updates: 9, updatesPerEpoch: 4, shortLast: true })).toEqual([0, 1, 9]);
  });
});

/** The iterations of a schedule, one by one. */
function rowIterations(rows: RowSchedule): number[] {
  if ('iterations' in rows) return [...rows.iterations];
  const { every, last, period } = rows;
  const iterations: number[] = [];
  for (let i = 0; i < last; i += every)
    if (period === undefined || i % period !== period - 1) iterations.push(i);
  return [...iterations, last];
}

describe('rowCount', () => {
  test('counts as many rows as there are, and `rowTest` takes those', () => {
    for (let every = 1; every <= 13; every++)
      for (let last = 1; last <= 40; last++)
        for (const period of [undefined, 1, 2, 3, 7, 10, 12]) {
          const rows = period === undefined ? { every, last } : { every, last, period };
          const iterations = rowIterations(rows);
          expect([rows, rowCount(rows)]).toEqual([rows, iterations.length]);
          const taken = Array.from({ length: last + 2 }, (_, i) => i).filter(rowTest(rows));
          expect([rows, taken]).toEqual([rows, iterations]);
        }
    expect(rowCount({ iterations: [0, 4, 9] })).toBe(3);
  });

  test('takes no list for a training of a billion updates', () => {
    expect(rowCount({ every: 7, last: 7e9, period: 469 })).toBe(1e9 + 1); // 468 is no multiple of 7
    expect(rowCount({ every: 7, last: 7e9, period: 2 })).toBe(5e8 + 1);
  });
});
