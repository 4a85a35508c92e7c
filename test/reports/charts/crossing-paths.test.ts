import { describe, expect, test } from 'vitest';
import { pathsCross } from '../../../reports/charts/crossing-paths.ts';

/** A path of 100 points. */
const path = (series: string, x: (t: number) => number, y: (t: number) => number) =>
  Array.from({ length: 100 }, (_, i) => ({ series, x: x(i / 99), y: y(i / 99) }));

describe('paths lie over each other', () => {
  test('where they go along the same curve', () => {
    const one = path(
      'a',
      (t) => t,
      (t) => t * t,
    );
    const other = path(
      'b',
      (t) => 0.2 + 0.6 * t,
      (t) => (0.2 + 0.6 * t) ** 2,
    );
    expect(pathsCross([...one, ...other])).toBe(true);
  });

  test('not where they stand beside each other, meet at their beginning or cross once', () => {
    const one = path(
      'a',
      (t) => t,
      (t) => t,
    );
    expect(
      pathsCross([
        ...one,
        ...path(
          'b',
          (t) => t,
          (t) => t + 0.4,
        ),
      ]),
    ).toBe(false);
    expect(
      pathsCross([
        ...one,
        ...path(
          'b',
          (t) => t,
          (t) => 1 - t,
        ),
      ]),
    ).toBe(false);
    expect(
      pathsCross([
        ...one,
        ...path(
          'b',
          (t) => t,
          (t) => t / 3,
        ),
      ]),
    ).toBe(false);
  });

  test('whatever the units, and never of one path alone', () => {
    const flat = (scale: number) => [
      ...path(
        'a',
        (t) => scale * t,
        (t) => t,
      ),
      ...path(
        'b',
        (t) => scale * t,
        (t) => t + 0.005,
      ),
    ];
    expect([1e-3, 1, 1e3].map((scale) => pathsCross(flat(scale)))).toEqual([true, true, true]);
    expect(
      pathsCross(
        path(
          'a',
          (t) => Math.cos(40 * t),
          (t) => Math.sin(40 * t),
        ),
      ),
    ).toBe(false);
    expect(pathsCross([])).toBe(false);
  });
});
