import { expect, test } from 'vitest';
import { pairedDifferences } from '../../runner/reporting/paired-differences.ts';
import type { Row } from '../../src/table/columns.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

const run = syntheticRun({ seeds: 3 });
/** What is added to the values of each seed. */
const added = [0.1, 0.4, 0.1];
const other = {
  ...run,
  name: 'B',
  tables: {
    ...run.tables,
    estimates: run.tables.estimates.map(
      (row): Row => ({
        ...row,
        value: Number(row.value) + added[Number(row.seed) - 1]!,
      }),
    ),
  },
};

test('means of the differences of equal seeds at the last row, with the 95 % interval of Student', () => {
  const [found, ...more] = pairedDifferences([{ ...run, name: 'A' }, other]);
  expect(more).toEqual([]);
  expect(found!.pairs).toBe(3);
  const line = found!.rows.find(({ panel, row }) => panel === 'I(X;T) (bits), IXT' && row === 'C2')!;
  expect(line.value).toBeCloseTo(0.2, 12);
  // t of 2 degrees of freedom at 97.5 % is 4.302653; the standard deviation of the three is sqrt(0.03)
  const half = (4.302652729911275 * Math.sqrt(0.03)) / Math.sqrt(3);
  expect(line.low).toBeCloseTo(0.2 - half, 9);
  expect(line.high).toBeCloseTo(0.2 + half, 9);
  expect(line.dots.map((dot) => Number(dot.toFixed(9)))).toEqual(added);
  const training = found!.rows.find(({ panel }) => panel === 'test accuracy')!;
  expect([training.row, training.value, training.trials]).toEqual(['test set', 0, 3]);
});

test('a quantity in another unit is not compared', () => {
  const inNats = other.tables.estimates.map((row: Row) =>
    row.estimator === 'IXT' ? { ...row, unit: 'nats' } : row,
  );
  const [found] = pairedDifferences([
    { ...run, name: 'A' },
    { ...other, tables: { ...other.tables, estimates: inNats } },
  ]);
  expect(found!.rows.some(({ panel }) => panel.endsWith(', IXT'))).toBe(false);
  expect(found!.rows.some(({ panel }) => panel.endsWith(', IDD'))).toBe(true);
});

test('of two trials with one seed none is paired', () => {
  const twice = run.plan.trials.map((trial) => ({ ...trial, seed: 1, settings: { seed: 1 } }));
  const [found] = pairedDifferences([
    { ...run, name: 'A' },
    { ...other, plan: { ...other.plan, trials: twice } },
  ]);
  expect([found!.pairs, found!.rows]).toEqual([0, []]);
});

test('pairs of layers are told apart, and those of seeds are as many as trials', () => {
  const pairs = (shift: number): Row[] =>
    run.plan.trials.flatMap(({ id, seed }) =>
      [1, 2, 3].flatMap((seed_2) =>
        seed_2 === seed
          ? []
          : ['C1', 'C2'].map(
              (layer_2, place): Row => ({
                ...run.tables.estimates[0]!,
                trial: id,
                seed,
                seed_2,
                layer: 'C1',
                layer_2,
                channel_2: 2 * place,
                estimator: 'others',
                quantity: 'CKA(Ti;Uj)',
                unit: '',
                value: 0.1 * place + shift * (1 + place) * (seed + seed_2),
              }),
            ),
      ),
    );
  const of = (shift: number, name: string) => ({
    ...run,
    name,
    tables: { ...run.tables, estimates: pairs(shift) },
  });
  const [found] = pairedDifferences([of(0, 'A'), of(0.01, 'B')]);
  const lines = found!.rows.filter(({ panel }) => panel.endsWith('others'));
  expect(lines.map(({ row, trials }) => [row, trials])).toEqual([
    ['C1 with C1', 3],
    ['C1 with C2', 3],
  ]);
  // the mean sum of two of the three seeds is 4
  expect(lines[0]!.value).toBeCloseTo(0.04, 12);
  expect(lines[1]!.value).toBeCloseTo(0.08, 12);
});
