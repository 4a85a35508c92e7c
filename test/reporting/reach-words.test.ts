import { expect, test } from 'vitest';
import { reachWords } from '../../runner/reporting/reach-words.ts';
import type { Row } from '../../src/table/columns.ts';

const rows = (estimator: string, trial: string, ...iterations: readonly number[]): Row[] =>
  iterations.map((iteration) => ({ estimator, trial, model: 'lenet5', iteration }));
/** The numbers of a caption by the estimator before them. */
const numbersIn = (words: string) =>
  [...words.matchAll(/(I\w+) at ([\d,]+(?: to [\d,]+)?)/g)].map(([, name, to]) => [name, to]);

test('nothing where the rows of each training end together, wherever that is', () => {
  const even = [...rows('IXT', 'a', 0, 469), ...rows('IDD', 'a', 0, 10, 469), ...rows('IXT', 'b', 0, 300)];
  expect(reachWords([...even, ...rows('IDD', 'b', 300)])).toBe('');
  expect(reachWords([])).toBe('');
});

test('how far each estimator has rows, of the trainings in which they differ', () => {
  const uneven = [...rows('IXT', 'a', 0, 469), ...rows('IDD', 'a', 0, 1300)];
  expect(numbersIn(reachWords(uneven))).toEqual([
    ['IXT', '469'],
    ['IDD', '1,300'],
  ]);
  const more = [...uneven, ...rows('IXT', 'b', 200), ...rows('IDD', 'b', 300), ...rows('IXT', 'c', 7)];
  expect(numbersIn(reachWords(more))).toEqual([
    ['IXT', '200 to 469'],
    ['IDD', '300 to 1,300'],
  ]);
});
