import { describe, expect, it } from 'vitest';
import type { StageResult } from '../../runner/contract/stage-result.ts';
import { layerKinds } from '../../runner/layers/index.ts';
import { assembleTables } from '../../runner/run/assemble-tables.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { loadCatalog } from '../../src/node/catalog.ts';

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

const result = (rows: StageResult['estimates']): StageResult => ({
  format: 1,
  outcome: { kind: 'complete' },
  estimates: rows,
  curve: [{ iteration: 469, split: 'test', loss: 1, accuracy: 0.5 }],
  files: [],
});

describe('assembleTables', () => {
  it('gives models that are alike but for their names each their rows from one result', () => {
    const plan = planOf(study(''));
    expect(new Set(plan.stages.map((stage) => stage.key)).size).toBe(1);
    const kept = [{ branch: 0, estimator: 0, iteration: 0, layer: 0, cells: { value: 1.5 } }];
    const tables = assembleTables(plan, new Map([[plan.stages[0]!.key, result(kept)]]));
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
    const kept = [0, 1].map((branch) => ({
      branch,
      estimator: 0,
      iteration: 0,
      layer: 0,
      cells: { value: branch },
    }));
    const { estimates } = assembleTables(plan, new Map([[five[0]!.key, result(kept)]]));
    const left = estimates.rows.filter((row) => row.model === 'left');
    expect(left.map((row) => [row.seed, row['estimators.L.alpha'], row.value])).toEqual([
      [5, 1, 0],
      [5, 2, 1],
    ]);
  });
});
