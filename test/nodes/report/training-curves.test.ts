import { expect, test } from 'vitest';
import type { ReportContext } from '../../../runner/contract/report.ts';
import trainingCurves from '../../../runner/nodes/report/training-curves.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';

function contextOf(run = syntheticRun()): ReportContext {
  return { name: 'figure', plan: run.plan, tables: run.tables };
}

test('loss and accuracy of both splits', () => {
  const figure = trainingCurves.run({}, contextOf(syntheticRun({ seeds: 2 })));
  expect(figure.panels.map((panel) => panel.title)).toEqual(['loss', 'accuracy']);
  expect(figure.legend.map((entry) => entry.series)).toEqual(['train', 'test']);
  expect(figure.data).toHaveLength(2 * 2 * 3);
  expect(trainingCurves.run({ models: ['other'] }, contextOf()).data).toEqual([]);
});
