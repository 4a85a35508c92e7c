import { expect, test } from 'vitest';
import { withDots } from '../../../reports/charts/plane-dots.ts';

const line = (count: number, length: number) =>
  Array.from({ length: count }, (_, i) => ({ path: 'a', x: (length * i) / (count - 1), y: 0 }));
const dots = (points: ReturnType<typeof line>) =>
  withDots(points, ({ path }) => path).filter(({ dot }) => dot);

test('each point of a short path has one', () => {
  expect(dots(line(100, 1))).toHaveLength(100);
});

test('of a long path they are spread by its length, whatever the points between', () => {
  const spread = [line(500, 1), line(5000, 1)].map((points) => dots(points).map(({ x }) => x));
  for (const xs of spread) {
    expect(xs[0]).toBe(0);
    expect(xs.at(-1)).toBe(1);
    const gaps = xs.slice(1, -1).map((x, i) => x - xs[i]!);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(0.006 - 1e-9);
  }
  expect(Math.abs(spread[0]!.length - spread[1]!.length)).toBeLessThan(60);
});

test('a path that stays in one place has a dot at each end, and one on the way out', () => {
  const resting = [...line(300, 0), { path: 'a', x: 1, y: 0 }];
  expect(dots(resting).map(({ x }) => x)).toEqual([0, 1]);
});
