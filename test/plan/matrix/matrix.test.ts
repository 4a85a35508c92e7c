import { describe, expect, test } from 'vitest';
import { codesAndPlaces, compileText, planOf, studyText } from '../study-text.ts';

const matrix = (axes: string) => `${studyText}\nmatrix:\n${axes.replace(/^/gm, '  ')}\n`;
const places = (axes: string) => codesAndPlaces(compileText(matrix(axes)));
/** Line of the first axis that `matrix` writes. */
const line = studyText.split('\n').length + 2;

describe('trials', () => {
  test('are the product of the axes, the last one fastest', () => {
    const plan = planOf(matrix('seed: { range: [3, 4] }\nestimators.IXT.alpha: [1, 2]'));
    expect(plan.trials.map(({ id, seed }) => [id, seed])).toEqual([
      ['seed=3,alpha=1', 3],
      ['seed=3,alpha=2', 3],
      ['seed=4,alpha=1', 4],
      ['seed=4,alpha=2', 4],
    ]);
    expect(plan.trials[1]!.settings).toEqual({ seed: 3, 'estimators.IXT.alpha': 2 });
    expect(plan.axes).toEqual([
      { name: 'seed', path: 'seed', values: [3, 4], retrains: true },
      { name: 'estimators.IXT.alpha', path: 'estimators.IXT.alpha', values: [1, 2], retrains: false },
    ]);
  });

  test('are named by as much of the path as tells the axes apart', () => {
    const plan = planOf(
      matrix(
        'estimators.IXT.alpha: [1]\nestimators.IDD.alpha: [2]\nestimators.IXT.bandwidth: [{ silverman: 3 }]',
      ),
    );
    expect(plan.trials[0]!.id).toBe('IXT.alpha=1,IDD.alpha=2,bandwidth={silverman:3}');
  });

  test('a study without a matrix is one trial', () => {
    const plan = planOf(studyText);
    expect(plan.trials).toEqual([{ id: 'base', seed: 1, settings: {}, stages: [plan.stages[0]!.key] }]);
    expect(plan.stages[0]!.id).toBe('net');
  });
});

describe('stages', () => {
  test('an axis of estimators reads several branches off one training', () => {
    const plan = planOf(matrix('estimators.IXT.alpha: [1, 1.5, 2]'));
    expect(plan.stages).toHaveLength(1);
    const { branches, probes } = plan.stages[0]!;
    expect(branches.map(({ trial, estimators }) => [trial, estimators[0]!.params.alpha])).toEqual([
      ['alpha=1', 1],
      ['alpha=1.5', 1.5],
      ['alpha=2', 2],
    ]);
    expect(probes).toHaveLength(2);
    expect(branches[0]!.estimators[1]).toBe(branches[2]!.estimators[1]);
  });

  test('an axis of a probe shares the training, which then has all the probes', () => {
    const plan = planOf(
      matrix('probes.forward.sample: [batch, { split: test, n: 50 }, { split: test, n: 100 }]'),
    );
    expect(plan.stages).toHaveLength(1);
    const [stage] = plan.stages;
    expect(stage!.probes.map((probe) => probe.sample)).toEqual([
      'batch',
      'batch',
      { split: 'test', n: 50 },
      { split: 'test', n: 100 },
    ]);
    expect(stage!.branches.map((branch) => branch.estimators.map((one) => one.probe))).toEqual([
      [0, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test('axes of seed, data and network train anew', () => {
    const plan = planOf(
      matrix('seed: [1, 2]\nmodels.net.layers.C1.filters: [2, 6]\ndatasets.mnist.subset.train: [500, 1000]'),
    );
    expect(plan.stages.map((stage) => stage.id)).toHaveLength(8);
    expect(plan.stages[0]!.id).toBe('net[seed=1,filters=2,train=500]');
    expect(new Set(plan.stages.map((stage) => stage.key)).size).toBe(8);
    expect(plan.stages.map((stage) => stage.training.updatesPerEpoch)).toEqual([5, 10, 5, 10, 5, 10, 5, 10]);
  });

  test('an axis that a model does not read leaves it one stage', () => {
    const second = studyText.replace(
      '\nprobes:',
      `  other:\n    kind: network\n    dataset: mnist\n    layers: [{ dense: out, units: 10 }]\n    training: { learningRate: 0.1, epochs: 1 }\n\nprobes:`,
    );
    const text = `${second}  training: { kind: training-curves }\nmatrix: { models.net.layers.C1.filters: [2, 6] }\n`;
    const plan = planOf(text);
    expect(plan.stages.map((stage) => stage.id)).toEqual(['net[filters=2]', 'other', 'net[filters=6]']);
    expect(plan.trials.map((trial) => trial.stages[1])).toEqual([plan.stages[1]!.key, plan.stages[1]!.key]);
  });

  test('an axis of a claim or a report makes one of it for each value, with its trials', () => {
    const plan = planOf(matrix('claims.dpi.tolerance: [0, 0.1]\nseed: [1, 2]'));
    expect(plan.stages).toHaveLength(2);
    expect(plan.claims.map(({ name, params, trials }) => [name, params.tolerance, trials])).toEqual([
      ['dpi[tolerance=0]', 0, ['tolerance=0,seed=1', 'tolerance=0,seed=2']],
      ['dpi[tolerance=0.1]', 0.1, ['tolerance=0.1,seed=1', 'tolerance=0.1,seed=2']],
    ]);
    expect(plan.reports[0]).not.toHaveProperty('trials');
  });
});

describe('mistakes', () => {
  test('point to the value or the part of the path', () => {
    expect(places('models.net.layers.C1.kernel: [3, 29]')).toEqual([`layer-misfit small.yaml:${line}:36`]);
    expect(places('models.net.layers.C1.kernal: [3]')).toEqual([`key-unknown small.yaml:${line}:24`]);
    expect(places('probes.forward.layers: [[C1, P1], [C1, P9]]')).toEqual([
      `layer-unknown small.yaml:${line}:42`,
    ]);
    expect(places('estimators.IXT.probe: [forward, backward]')).toEqual([
      `port-mismatch small.yaml:${line}:35`,
    ]);
    expect(places('probes.forward.at.epochs: [[0], [3]]')).toEqual([
      `schedule-invalid small.yaml:${line}:36`,
    ]);
    expect(places('models.net.dataset: [mnist, minst]')).toEqual([`reference-unknown small.yaml:${line}:31`]);
  });

  test('of several axes come together, each once however many trials meet it', () => {
    expect(
      places('seed: { range: [1, 50] }\nestimators.IXT.alpha: [0, 1]\nmodels.net.training.epochs: [2, x]'),
    ).toEqual([`value-out-of-range small.yaml:${line + 1}:26`, `type-wrong small.yaml:${line + 2}:35`]);
  });

  test('a study that fits only with some values of an axis is told for the others', () => {
    const { diagnostics } = compileText(matrix('models.net.layers.C1.kernel: [25, 28]'));
    expect(codesAndPlaces({ diagnostics })).toEqual(['layer-misfit small.yaml:13:17']);
    expect(diagnostics[0]!.message).toMatch(/\(with kernel=28\)$/);
  });
});

describe('large matrices', () => {
  test('10,000 trials share what is alike', () => {
    const plan = planOf(matrix('seed: { range: [1, 100] }\nestimators.IXT.alpha: { range: [1, 100] }'));
    expect(plan.trials).toHaveLength(10_000);
    expect(plan.stages).toHaveLength(100);
    expect(new Set(plan.stages.map((stage) => stage.network)).size).toBe(1);
    expect(
      new Set(plan.stages.flatMap((stage) => stage.branches.map((branch) => branch.estimators[0]!.params)))
        .size,
    ).toBe(100);
    expect(new Set(plan.stages.map((stage) => stage.key)).size).toBe(100);
  });
});
