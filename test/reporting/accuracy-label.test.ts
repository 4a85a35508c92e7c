import { expect, test } from 'vitest';
import { accuracyLabel } from '../../runner/reporting/accuracy-label.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

/** The label of the first row, for trials that reached these accuracies. */
function labelOf(...accuracies: readonly number[]): string {
  const { plan, tables } = syntheticRun({ seeds: accuracies.length });
  const trials = plan.trials.map(({ id }) => id);
  const training = tables.training.map((row) =>
    row.split === 'test' ? { ...row, accuracy: accuracies[trials.indexOf(String(row.trial))]! } : row,
  );
  const rows = tables.estimates.filter(({ iteration }) => iteration === 0);
  const label = accuracyLabel(rows, { name: 'figure', plan, tables: { ...tables, training } });
  return label.replaceAll('\u00a0', ' ');
}

test('one trial has no interval', () => {
  expect(labelOf(0.976)).toBe('accuracy 97.6 %');
});

test('several trials have half an interval', () => {
  // deviation 1 point, n = 3, t = 4.303
  expect(labelOf(0.5, 0.51, 0.52)).toBe('accuracy 51.0 ± 2.5 %');
});

test('where an interval would reach beyond what is possible, the trials speak', () => {
  expect(labelOf(0.1, 0.11, 0.97)).toBe('accuracy 10.0 to 97.0 %');
});

test('of a recording the number of its samples stands beside it', () => {
  const { plan, tables } = syntheticRun({ seeds: 1 });
  const samples = { probe: { split: 'test' as const, n: 1280, rows: [] } };
  const recorded = { folder: 'c', program: null, errors: false, curve: null, samples };
  const stages = plan.stages.map((stage) => ({ ...stage, recorded }));
  const rows = tables.estimates.filter(({ iteration }) => iteration === 0);
  const label = accuracyLabel(rows, { name: 'figure', plan: { ...plan, stages }, tables });
  expect(label.replaceAll('\u00a0', ' ')).toMatch(/%.\(n = 1,280\)$/);
});
