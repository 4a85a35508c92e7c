import { expect, test } from 'vitest';
import { alarmTable } from '../../../reports/sections/alarm-table.ts';
import type { Row } from '../../../src/table/columns.ts';

const row = (estimator: string, layer: string, flag: string | null): Row => ({ estimator, layer, flag });

/** The cells of the table's body, line by line. */
function linesOf(estimates: readonly Row[]): string[][] {
  const body = /<tbody>(.*)<\/tbody>/s.exec(alarmTable(estimates, []).html)![1]!;
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, line]) =>
    [...line!.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => cell!),
  );
}

test('one line for an estimator, a layer and an alarm; its numbers are ranges', () => {
  const estimates = [
    row('ksg', 'F1', 'ties: 105 of 512'),
    row('exact', 'F1', 'saturated: H(T)'),
    row('ksg', 'F1', 'ties: 98 of 512'),
    row('ksg', 'F1', null),
    row('ksg', 'F2', 'ties: 7 of 512; own states: 2.5 % of samples'),
    row('ksg', 'F1', 'saturated: H(T)'),
  ];
  expect(linesOf(estimates)).toEqual([
    ['ksg', 'F1', 'ties: 98 to 105 of 512', '2 of 4'],
    ['ksg', 'F1', 'saturated: H(T)', '1 of 4'],
    ['exact', 'F1', 'saturated: H(T)', '1 of 1'],
    ['ksg', 'F2', 'ties: 7 of 512; own states: 2.5 % of samples', '1 of 1'],
  ]);
});

test('what has no alarm and what was never calibrated are told apart', () => {
  const estimates = [row('ksg', 'F1', null)];
  const [sound, unknown] = [alarmTable(estimates, []).html, alarmTable(estimates, ['mine']).html];
  expect(sound).toContain('class="alarm good"');
  expect(unknown).not.toContain('good');
  expect(unknown).toContain('mine');
});
