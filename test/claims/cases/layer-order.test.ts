import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeOrders } from '../../../runner/claims/cases/layer-order.ts';

describe('mergeOrders', () => {
  it('keeps the order of networks of several depths, whichever comes first', () => {
    const shallow = ['C1', 'P1', 'F1', 'F2'];
    const deep = ['C1', 'P1', 'C2', 'P2', 'C3', 'P3', 'F1', 'F2'];
    const middle = ['C1', 'P1', 'C2', 'P2', 'F1', 'F2'];
    expect(mergeOrders([shallow, middle, deep])).toEqual(deep);
    expect(mergeOrders([deep, shallow, middle])).toEqual(deep);
    expect(mergeOrders([])).toEqual([]);
  });

  it('takes each name once where lists contradict each other', () => {
    expect(
      mergeOrders([
        ['a', 'b', 'c'],
        ['b', 'a', 'd'],
      ]),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps every list in order when they are parts of one order', () => {
    const parts = fc.array(fc.subarray(['a', 'b', 'c', 'd', 'e', 'f', 'g']), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(parts, (lists) => {
        const merged = mergeOrders(lists);
        expect(new Set(merged).size).toBe(merged.length);
        for (const list of lists) expect(merged.filter((name) => list.includes(name))).toEqual(list);
      }),
    );
  });
});
