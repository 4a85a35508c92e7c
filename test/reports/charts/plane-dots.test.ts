import { expect, test } from 'vitest';
import { drawnPoints } from '../../../reports/charts/plane-dots.ts';

const line = (count: number, length: number) =>
  Array.from({ length: count }, (_, i) => ({ path: 'a', step: i, x: (length * i) / (count - 1), y: 0 }));
const dots = (points: ReturnType<typeof line>) =>
  drawnPoints(points, ({ path }) => path, { points: 240, dots: 90 }).filter(({ dot }) => dot);

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
  const resting = [...line(300, 0), { path: 'a', step: 300, x: 1, y: 0 }];
  expect(dots(resting).map(({ x }) => x)).toEqual([0, 1]);
});

test('each step has exactly one point of a path as the last one before it, which lies near where the path is', () => {
  const points = line(5000, 1);
  const drawn = drawnPoints(points, ({ path }) => path, { points: 240, dots: 90 });
  expect(drawn.length).toBeLessThan(600);
  for (const step of [0, 1, 777, 4998, 4999]) {
    const heads = drawn.filter((point) => point.step <= step && step < point.next);
    expect(heads).toHaveLength(1);
    expect(Math.abs(heads[0]!.x - points[step]!.x)).toBeLessThan(0.0021);
  }
  expect(drawn.map(({ at }) => at)).toEqual(drawn.map((_, at) => at));
});
