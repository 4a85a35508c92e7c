import { describe, expect, it } from 'vitest';
import { layerKinds } from '../../runner/layers/index.ts';
import { assembleTables } from '../../runner/run/assemble-tables.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { type KeptRow, type KeptRows, keptRows } from '../../src/table/kept-rows.ts';

const study = (rest: string) => `study: two
datasets: { digits: { kind: mnist } }
models:
  left: &net
    kind: network
    dataset: digits
    layers: [{ dense: F1, units: 5 }, { dense: out, units: 10 }]
    training: { learningRate: 0.1, epochs: 1 }
  right: *net
probes:
  l: { kind: activations, model: left, layers: [F1], at: { epochs: [0] } }
  r: { kind: activations, model: right, layers: [F1], at: { epochs: [0] } }
estimators:
  L: { kind: matrix-renyi, probe: l, quantity: H(T) }
  R: { kind: matrix-renyi, probe: r, quantity: H(T) }
${rest}`;

function planOf(text: string) {
  const { plan, diagnostics } = compileStudy({ path: 's', text, catalog: loadCatalog(), layers: layerKinds });
  expect(diagnostics).toEqual([]);
  return plan!;
}

const row = (value: number, iteration = 0): KeptRow => ({ iteration, layer: 0, cells: { value } });
const training = { curve: [{ iteration: 469, split: 'test', loss: 1, accuracy: 0.5 }] } as const;

describe('assembleTables', () => {
  it('gives models that are alike but for their names each their rows from one result', () => {
    const plan = planOf(study(''));
    expect(new Set(plan.stages.map((stage) => stage.key)).size).toBe(1);
    const [stage] = plan.stages;
    const tables = assembleTables(plan, {
      trainings: new Map([[stage!.key, training]]),
      estimates: new Map([[stage!.branches[0]!.estimators[0]!.key, keptRows([row(1.5)])]]),
    });
    expect(tables.estimates.rows.map((row) => [row.model, row.estimator, row.layer, row.value])).toEqual([
      ['left', 'L', 'F1', 1.5],
      ['right', 'R', 'F1', 1.5],
    ]);
    expect(tables.training.rows.map((row) => [row.model, row.epoch])).toEqual([
      ['left', 1],
      ['right', 1],
    ]);
  });

  it('joins trials and axes on, and leaves out trials whose stage gave nothing', () => {
    const plan = planOf(study('matrix: { seed: [4, 5], estimators.L.alpha: [1, 2] }\n'));
    const five = plan.stages.filter((stage) => stage.seed === 5 && stage.model.name === 'left');
    expect(five).toHaveLength(1);
    const kept = five[0]!.branches.map(({ estimators }, branch): [string, KeptRows] => [
      estimators[0]!.key,
      keptRows([row(branch)]),
    ]);
    const { estimates } = assembleTables(plan, { trainings: new Map(), estimates: new Map(kept) });
    const left = estimates.rows.filter((row) => row.model === 'left');
    expect(left.map((row) => [row.seed, row['estimators.L.alpha'], row.value])).toEqual([
      [5, 1, 0],
      [5, 2, 1],
    ]);
  });

  it('orders the rows of several estimators by iteration, then by the place of the estimator', () => {
    const more = study('').replace(
      'estimators:',
      'estimators:\n  M: { kind: matrix-renyi, probe: l, quantity: I(X;T) }',
    );
    const plan = planOf(more);
    const [m, l] = plan.stages[0]!.branches[0]!.estimators;
    const { estimates } = assembleTables(plan, {
      trainings: new Map(),
      estimates: new Map([
        [m!.key, keptRows([row(1, 0), row(2, 0), row(3, 4)])],
        [l!.key, keptRows([row(5, 2), row(6, 4), row(7, 9)])],
      ]),
    });
    const left = estimates.rows.filter(({ model }) => model === 'left');
    expect(left.map(({ iteration, estimator, value }) => [iteration, estimator, value])).toEqual([
      [0, 'M', 1],
      [0, 'M', 2],
      [2, 'L', 5],
      [4, 'M', 3],
      [4, 'L', 6],
      [9, 'L', 7],
    ]);
  });
});
