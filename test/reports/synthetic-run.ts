import { verdicts } from '../../runner/claims/evaluate-claims.ts';
import { followOrder } from '../../runner/claims/judging/follow-order.ts';
import type { FinishedRun } from '../../runner/reporting/make-report.ts';
import type { EstimatorPlan, LayerPlan, Plan, StagePlan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';

const layers = ['C1', 'P1', 'C2', 'P2', 'F1', 'F2'];
const updatesPerEpoch = 469;
const usualRows = [0, 156, 469];

interface Shape {
  readonly title?: string;
  /** Seeds, one trial each. */
  readonly seeds?: number;
  /** Rows are taken at these iterations. */
  readonly iterations?: readonly number[];
}

/** A finished run of a study that was never run: curves by formula, with a little of each seed in them. */
export function syntheticRun({
  title = 'A study',
  seeds = 1,
  iterations = usualRows,
}: Shape = {}): FinishedRun {
  const plan = syntheticPlan(title, seeds, iterations);
  const estimates = plan.trials.flatMap((trial) => estimateRows(trial.id, trial.seed, iterations));
  const training = plan.trials.flatMap((trial) => trainingRows(trial.id, trial.seed, iterations));
  const context = { plan, estimates, training };
  const judged = plan.claims.map((claim) =>
    verdicts(
      claim,
      followOrder(claim.expect === 'non-increasing' ? 'rise' : 'fall')(
        { estimator: String(claim.params.estimator), tolerance: Number(claim.params.tolerance) },
        context,
      ),
      plan,
    ),
  );
  const [claims, cases] = [judged.flatMap((one) => one.claims), judged.flatMap((one) => one.cases)];
  return {
    plan,
    tables: { axes: [], estimates, training, claims, cases },
    spec: `study: synthetic\ntitle: ${title}\n`,
    lock: { format: 1, state: 'done', versions: { infoplane: '0.1.0', node: 'v20' }, seeds: [1, 2] },
    command: 'infoplane run synthetic.yaml',
  };
}

/** The plan of that study: a network of six layers, three estimators, two claims, three reports. */
export function syntheticPlan(title: string, seeds: number, iterations: readonly number[] = usualRows): Plan {
  const trials = Array.from({ length: seeds }, (_, i) => ({
    id: seeds === 1 ? 'base' : `seed=${i + 1}`,
    seed: i + 1,
    settings: seeds === 1 ? {} : { seed: i + 1 },
    stages: [`key-${i + 1}`],
  }));
  return {
    format: 1,
    study: 'synthetic',
    title,
    source: 'nowhere',
    axes:
      seeds === 1 ? [] : [{ name: 'seed', path: 'seed', values: trials.map((t) => t.seed), retrains: true }],
    trials,
    stages: trials.map((trial) => stage(trial.id, trial.seed, iterations)),
    claims: [claim('forward-dpi', 'non-increasing', 'IXT'), claim('backward-dpi', 'non-decreasing', 'IDD')],
    reports: [
      {
        name: 'dpi',
        kind: 'layer-curves',
        params: { estimators: ['IXT', 'IDD'], where: { epoch: ['first', '1/3', 'last'] } },
      },
      { name: 'plane', kind: 'information-plane', params: { x: 'IXT', y: 'ITY' } },
      { name: 'training', kind: 'training-curves', params: {} },
    ],
    edges: [
      { from: 'dataset/mnist', to: 'model/lenet5', kind: 'table' },
      { from: 'model/lenet5', to: 'probe/forward', kind: 'stream' },
      { from: 'model/lenet5', to: 'probe/backward', kind: 'stream' },
      { from: 'probe/forward', to: 'estimator/IXT', kind: 'stream' },
      { from: 'probe/forward', to: 'estimator/ITY', kind: 'stream' },
      { from: 'probe/backward', to: 'estimator/IDD', kind: 'stream' },
      { from: 'estimator/IXT', to: 'claim/forward-dpi', kind: 'table' },
      { from: 'estimator/IDD', to: 'claim/backward-dpi', kind: 'table' },
      { from: 'estimator/IXT', to: 'report/dpi', kind: 'table' },
      { from: 'estimator/IDD', to: 'report/dpi', kind: 'table' },
      { from: 'estimator/IXT', to: 'report/plane', kind: 'table' },
      { from: 'estimator/ITY', to: 'report/plane', kind: 'table' },
      { from: 'model/lenet5', to: 'report/training', kind: 'table' },
    ],
  };
}

function claim(name: string, expect: string, estimator: string) {
  return {
    name,
    expect,
    params: { estimator, along: 'layer', tolerance: 0.02, violations: 0 },
    statement: '',
  };
}

function stage(trial: string, seed: number, iterations: readonly number[]): StagePlan {
  const estimator = (name: string, quantity: string, probe: number, h: number): EstimatorPlan => ({
    key: `estimate-${seed}-${name}`,
    name,
    kind: 'matrix-renyi',
    params: { quantity, alpha: 1.01, bandwidth: { silverman: h }, base: 2 },
    probe,
  });
  const layerPlans = [...layers, 'out'].map(
    (name): LayerPlan => ({
      name,
      kind: 'dense',
      params: {},
      input: [10],
      output: [10],
      weights: [],
      multiplyAdds: 100,
    }),
  );
  const probe = { layers: [0, 1, 2, 3, 4, 5], rows: { iterations }, sample: 'batch', bytes: 0 } as const;
  return {
    key: `key-${seed}`,
    id: `lenet5[seed=${seed}]`,
    seed,
    dataset: {
      name: 'mnist',
      kind: 'mnist',
      params: {},
      shape: [1, 28, 28],
      classes: 10,
      trainSize: 60000,
      testSize: 10000,
    },
    model: { name: 'lenet5', kind: 'network' },
    network: { input: [1, 28, 28], classes: 10, layers: layerPlans },
    training: {
      optimizer: 'sgd',
      momentum: 0,
      learningRate: 0.1,
      batchSize: 128,
      epochs: 1,
      updatesPerEpoch,
      updates: updatesPerEpoch,
    },
    probes: [
      { key: `forward-${seed}`, name: 'forward', kind: 'activations', carries: 'activations', ...probe },
      { key: `backward-${seed}`, name: 'backward', kind: 'errors', carries: 'errors', ...probe },
    ],
    branches: [
      {
        trial,
        estimators: [
          estimator('IXT', 'I(X;T)', 0, 5),
          estimator('ITY', 'I(T;Y)', 0, 5),
          estimator('IDD', 'I(dL;dk)', 1, 0.1),
        ],
      },
    ],
    parameters: 61706,
    work: { training: 1, rows: 1, memory: 1 },
  };
}

function estimateRows(trial: string, seed: number, iterations: readonly number[]): Row[] {
  const quantities = { IXT: 'I(X;T)', ITY: 'I(T;Y)', IDD: 'I(dL;dk)' } as const;
  const rows: Row[] = [];
  for (const iteration of iterations) {
    const grown = 1 - Math.exp(-iteration / 150);
    for (const [estimator, quantity] of Object.entries(quantities)) {
      for (const [k, layer] of layers.entries()) {
        const own = 0.05 * Math.sin(seed * 7.3 + k * 1.9 + iteration * 0.013);
        const value = {
          IXT: 5.6 - 0.55 * k + grown * 0.4 * k + own * 0.3,
          ITY: 0.8 + grown * (1.6 + 0.15 * k) + own,
          IDD: 1.2 + 0.4 * k * (1 - 0.5 * grown) + own + (k === 3 ? -0.6 * grown : 0),
        }[estimator]!;
        rows.push({
          trial,
          seed,
          model: 'lenet5',
          epoch: iteration / updatesPerEpoch,
          iteration,
          layer,
          layer_index: k,
          channel: null,
          channel_2: null,
          estimator,
          quantity,
          value,
          stderr: null,
          unit: 'bits',
          samples: 128,
          alpha: 1.01,
          sigma_x: 4.97,
          sigma_t: 4.1,
          bandwidth: 'silverman 5',
          method: 'spectrum-f64',
          flag: k === 0 && iteration === 0 ? 'saturated: H(X)' : null,
        });
      }
    }
  }
  return rows;
}

function trainingRows(trial: string, seed: number, iterations: readonly number[]): Row[] {
  return iterations.flatMap((iteration) =>
    ['train', 'test'].map((split) => {
      const loss =
        0.1 +
        2.2 * Math.exp(-iteration / 120) +
        (split === 'test' ? 0.03 : 0) +
        0.01 * Math.sin(seed + iteration);
      return {
        trial,
        seed,
        model: 'lenet5',
        epoch: iteration / updatesPerEpoch,
        iteration,
        split,
        loss,
        accuracy: 1 - loss / 2.6,
      };
    }),
  );
}
