import { describe, expect, it } from 'vitest';
import { placeGrid, placeWindows } from '../../runner/lowering/window.ts';

describe('placeWindows', () => {
  it('keeps `valid` windows inside, as many as fit', () => {
    for (let length = 1; length <= 12; length++) {
      for (let size = 1; size <= 12; size++) {
        for (let stride = 1; stride <= 4; stride++) {
          const starts = Array.from({ length }, (_, i) => i).filter(
            (i) => i % stride === 0 && i + size <= length,
          );
          const placed = placeWindows(length, size, stride, 'valid');
          expect(placed?.count ?? 0).toBe(starts.length);
          expect(placed === null).toBe(size > length);
          if (placed) expect([placed.before, placed.after]).toEqual([0, 0]);
        }
      }
    }
  });

  it('covers ceil(length / stride) windows with `same`, the odd place after', () => {
    for (let length = 1; length <= 12; length++) {
      for (let size = 1; size <= 7; size++) {
        for (let stride = 1; stride <= 4; stride++) {
          const placed = placeWindows(length, size, stride, 'same')!;
          expect(placed.count).toBe(Math.ceil(length / stride));
          const end = (placed.count - 1) * stride + size;
          expect(placed.before + length + placed.after).toBe(Math.max(end, length));
          expect([0, 1]).toContain(placed.after - placed.before);
        }
      }
    }
  });

  it('gives the numbers of known networks', () => {
    expect(placeWindows(28, 5, 1, 'valid')).toEqual({ count: 24, before: 0, after: 0 });
    expect(placeWindows(32, 3, 2, 'same')).toEqual({ count: 16, before: 0, after: 1 });
    expect(placeWindows(5, 2, 1, 'same')).toEqual({ count: 5, before: 0, after: 1 });
  });
});

describe('placeGrid', () => {
  it('throws where the shape rule should have refused', () => {
    expect(() => placeGrid([1, 4, 4], 5, 1, 'valid')).toThrow('do not fit');
  });
});
