import { describe, expect, test } from 'vitest';
import type { RowSchedule, StagePlan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import type { RowsPlan } from '../../src/table/row-schedules.ts';
import { selectRows } from '../../src/table/select-rows.ts';
import { syntheticPlan } from '../reports/synthetic-run.ts';

const none: RowsPlan = { trials: [], stages: [] };

/** Rows of the layers C1 and F1 at iterations of a training with 100 updates in an epoch. */
function rowsAt(iterations: readonly number[], more: Row = {}): Row[] {
  return iterations.flatMap((iteration) =>
    ['C1', 'F1'].map((layer) => ({
      trial: 'base',
      model: 'net',
      estimator: 'IXT',
      epoch: iteration / 100,
      iteration,
      layer,
      ...more,
    })),
  );
}

const rows = rowsAt([0, 33, 36, 100]);
const iterations = (selected: readonly Row[]) => [...new Set(selected.map((row) => row.iteration))];

describe('selectRows', () => {
  test('keeps everything without conditions', () => {
    expect(selectRows(rows, {}, none)).toEqual(rows);
  });

  test('layers and models by one name or several', () => {
    expect(selectRows(rows, { layer: 'C1' }, none)).toHaveLength(4);
    expect(selectRows(rows, { layer: ['C1', 'F1', 'none'] }, none)).toHaveLength(8);
    expect(selectRows(rows, { model: 'b' }, none)).toEqual([]);
  });

  test('an epoch is the iteration that it rounds to, and no other row', () => {
    expect(iterations(selectRows(rows, { epoch: '1/3' }, none))).toEqual([33]);
    expect(iterations(selectRows(rows, { epoch: 0.3333 }, none))).toEqual([33]);
    expect(iterations(selectRows(rows, { epoch: 0.364 }, none))).toEqual([36]);
    expect(iterations(selectRows(rows, { epoch: ['first', 'last'] }, none))).toEqual([0, 100]);
    for (const epoch of [0.35, 0.37, 2, 50]) expect(selectRows(rows, { epoch }, none)).toEqual([]);
    expect(iterations(selectRows(rows, { epoch: [0, 7] }, none))).toEqual([0]);
  });

  test('each training has its own updates in an epoch', () => {
    const other = [0, 20].map((iteration) => ({ ...rows[0]!, trial: 't', iteration, epoch: iteration / 20 }));
    const found = selectRows([...rows, ...other], { epoch: 1, layer: 'C1' }, none);
    expect(found.map((row) => [row.trial, row.iteration])).toEqual([
      ['base', 100],
      ['t', 20],
    ]);
  });

  test('a point at the short mini-batch is the row one update later, as in the schedule of a probe', () => {
    const shifted = rowsAt([0, 100, 200]);
    expect(iterations(selectRows(shifted, { epoch: 0.99 }, none))).toEqual([100]);
    expect(iterations(selectRows(rowsAt([0, 99, 100]), { epoch: 0.99 }, none))).toEqual([99]);
  });

  test('before the first update there is epoch 0 alone', () => {
    const start = rowsAt([0]);
    expect(selectRows(start, { epoch: 0 }, none)).toEqual(start);
    expect(selectRows(start, { epoch: 3 }, none)).toEqual([]);
  });

  test('ends are found for each model and estimator on its own', () => {
    const other = rowsAt([0, 200], { estimator: 'IDD' });
    const last = selectRows([...rows, ...other], { epoch: 'last', layer: 'C1' }, none);
    expect(last.map((row) => [row.estimator, row.iteration])).toEqual([
      ['IXT', 100],
      ['IDD', 200],
    ]);
  });

  test('from and to round like points and include their ends', () => {
    expect(iterations(selectRows(rows, { from: 0.3333, to: 1 }, none))).toEqual([33, 36, 100]);
    expect(iterations(selectRows(rows, { from: 0.1, epoch: 'first' }, none))).toEqual([33]);
    expect(iterations(selectRows(rows, { to: 0.9, epoch: 'last' }, none))).toEqual([36]);
    expect(selectRows(rows, { to: 0.9, epoch: 1 }, none)).toEqual([]);
  });

  test('a row without the column does not meet the condition', () => {
    expect(selectRows([{ epoch: 1, iteration: 1 }], { layer: 'C1' }, none)).toEqual([]);
    expect(selectRows([{ layer: 'C1' }], { epoch: 'last' }, none)).toEqual([]);
    expect(selectRows([{ layer: 'C1', epoch: null, iteration: 3 }], { to: 3 }, none)).toEqual([]);
  });
});

describe('selectRows with the plan of the run', () => {
  const plan = scheduled({ iterations: [0, 156, 469] });
  const at = (trial: string, iteration: number): Row => ({
    trial,
    model: 'lenet5',
    estimator: 'IXT',
    iteration,
    epoch: iteration / 469,
  });

  test('a training that diverged has no last row', () => {
    const found = [at('seed=1', 0), at('seed=1', 156), at('seed=2', 0), at('seed=2', 469)];
    expect(selectRows(found, { epoch: 'last' }, plan)).toEqual([found[3]]);
    expect(selectRows(found, { epoch: 'last', to: 0.5 }, plan)).toEqual([found[1]]);
  });

  test('of a training that may end early the last row is the last that there is', () => {
    const stop = { patience: 1, value: 'loss', by: 0 } as const;
    const stages = plan.stages.map((stage) => ({ ...stage, training: { ...stage.training, stop } as never }));
    const found = [at('seed=1', 0), at('seed=1', 469), at('seed=2', 0), at('seed=2', 938)];
    const last = selectRows(found, { epoch: 'last' }, { ...plan, stages });
    expect(last).toEqual([found[1], found[3]]);
    expect(selectRows(found, { epoch: 2 }, { ...plan, stages })).toEqual([found[3]]);
  });

  test('trainings of different lengths have their own last rows', () => {
    const [long, short] = [plan.stages[0]!, scheduled({ every: 100, last: 938 }).stages[1]!];
    const found = [at('seed=1', 0), at('seed=1', 469), at('seed=2', 469), at('seed=2', 938)];
    expect(selectRows(found, { epoch: 'last' }, { ...plan, stages: [long, short] })).toEqual([
      found[1],
      found[3],
    ]);
  });

  test('a recording that ends before another of its setting has no last row, and a later start no first one', () => {
    const whole = { iterations: [0, 469, 938] };
    const [first, second] = [plan.stages[0]!, scheduled({ iterations: [156, 469] }).stages[1]!];
    const recorded = { folder: 'c', program: null, errors: false, curve: null, samples: {} };
    const stages = [scheduled(whole).stages[0] ?? first, second].map((stage) => ({ ...stage, recorded }));
    const found = [at('seed=1', 0), at('seed=1', 938), at('seed=2', 156), at('seed=2', 469)];
    expect(selectRows(found, { epoch: 'last' }, { ...plan, stages })).toEqual([found[1]]);
    expect(selectRows(found, { epoch: 'first' }, { ...plan, stages })).toEqual([found[0]]);
    // up to where both go
    const to = selectRows([...found, at('seed=1', 469)], { epoch: 'last', to: 1 }, { ...plan, stages });
    expect(to.map(({ trial, iteration }) => [trial, iteration])).toEqual([
      ['seed=2', 469],
      ['seed=1', 469],
    ]);
    // other settings have ends of their own
    const trials = plan.trials.map((trial, index) => ({
      ...trial,
      settings: { ...trial.settings, width: index },
    }));
    expect(selectRows(found, { epoch: 'last' }, { trials, stages })).toEqual([found[1], found[3]]);
  });

  test('of the training table by split', () => {
    const curve = [0, 3, 469].flatMap((iteration) =>
      ['test', 'train'].map((split) => ({ ...at('seed=1', iteration), estimator: null, split })),
    );
    const first = selectRows(curve, { epoch: 'first' }, plan);
    expect(first.map((row) => [row.split, row.iteration])).toEqual([
      ['test', 0],
      ['train', 3],
    ]);
    expect(selectRows(curve, { epoch: 'last' }, plan)).toHaveLength(2);
  });
});

/** Two seeds of a study whose first probe takes these rows. */
function scheduled(rows: RowSchedule): RowsPlan {
  const plan = syntheticPlan('t', 2);
  const stages = plan.stages.map((stage): StagePlan => {
    const [first, ...others] = stage.probes;
    return { ...stage, probes: [{ ...first!, rows }, ...others] };
  });
  return { trials: plan.trials, stages };
}
