import { expect, test } from 'vitest';
import filterRedundancy from '../../../runner/nodes/report/filter-redundancy.ts';
import { variedRun } from '../../reports/varied-run.ts';

function contextOf(filters: readonly number[] = []) {
  const { plan, tables } = variedRun(filters);
  return { name: 'figure', plan, tables };
}

test('each pair in both orders, of the last row', () => {
  const figure = filterRedundancy.run({ estimator: 'pairs' }, contextOf());
  expect(figure.panels.map((panel) => panel.title)).toEqual(['C1, epoch 1']);
  expect(figure.data).toHaveLength(6);
  const cell = figure.data.find((each) => each.channel === 2 && each.channel_2 === 1)!;
  expect(cell.value).toBeCloseTo(1 + 1 + 2 + 0.469, 12);
  expect(figure.alt).toMatch(/from 2\.47 \(maps 0 and 1\) to 4\.47 \(maps 1 and 2\)/);
});

test('a panel for each epoch that is asked for', () => {
  const figure = filterRedundancy.run(
    { estimator: 'pairs', where: { epoch: ['first', 'last'] } },
    contextOf(),
  );
  expect(figure.panels.map((panel) => panel.title)).toEqual(['C1, epoch 0', 'C1, epoch 1']);
});
