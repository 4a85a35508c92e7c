import { expect, test } from 'vitest';
import { planePaths } from '../../runner/reporting/plane-paths.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

function pathsOf(seeds: number, count: number) {
  const { plan, tables } = syntheticRun({ seeds, iterations: Array.from({ length: count }, (_, i) => i) });
  const selection = { x: 'IXT', y: 'ITY', over: 'seed', where: {} };
  return planePaths(selection, { name: 'plane', plan, tables });
}

test('a mean a layer and step, and the same of each trial', () => {
  const { points, trials, steps, available } = pathsOf(3, 2);
  expect([points.length, trials.length, steps.length, available]).toEqual([6 * 2, 3 * 6 * 2, 2, 2]);
  const own = trials.filter(({ series, step }) => series === 'C2' && step === 1);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / 3;
  const point = points.find(({ series, step }) => series === 'C2' && step === 1)!;
  expect(point.x).toBeCloseTo(mean(own.map(({ x }) => x)), 12);
  expect(point.y).toBeCloseTo(mean(own.map(({ y }) => y)), 12);
  expect([point.iteration, point.trials]).toEqual([1, 3]);
});

test('one trial has 400 steps at the most', () => {
  const { steps, available } = pathsOf(1, 500);
  expect([steps.length, available]).toEqual([400, 500]);
  expect([steps[0]!.iteration, steps.at(-1)!.iteration]).toEqual([0, 499]);
});

test('many trials have as many steps as a page can carry, and 150 at the least', () => {
  // 10 trials of 6 layers: 18,000 / 60
  expect(pathsOf(10, 320).steps).toHaveLength(300);
  expect(pathsOf(25, 160).steps).toHaveLength(150);
});
