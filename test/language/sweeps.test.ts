import { describe, expect, test } from 'vitest';
import { codesAndPlaces, compileText, planOf, studyText } from '../plan/study-text.ts';

const matrix = (axes: string) => `${studyText}\nmatrix:\n${axes.replace(/^/gm, '  ')}\n`;
const places = (axes: string) => codesAndPlaces(compileText(matrix(axes)));
const ids = (axes: string) => planOf(matrix(axes)).trials.map((trial) => trial.id);
/** Line of the first axis that `matrix` writes. */
const line = studyText.split('\n').length + 2;
const at = (code: string, column: number, below = 0) => `${code} small.yaml:${line + below}:${column}`;

describe('named variants', () => {
  const axes = `topology:
  small: { models.net.layers.C1.filters: 2, models.net.layers.F1.units: 5 }
  plain: {}
  unpooled: { models.net.layers.P1: null, probes.forward.layers: [C1, F1], probes.backward.layers: [C1, F1] }
estimators.IXT.alpha: [1, 2]`;

  test('change several settings at once, and name trials and stages', () => {
    const plan = planOf(matrix(axes));
    expect(plan.trials.map((trial) => trial.id)).toEqual([
      'topology=small,alpha=1',
      'topology=small,alpha=2',
      'topology=plain,alpha=1',
      'topology=plain,alpha=2',
      'topology=unpooled,alpha=1',
      'topology=unpooled,alpha=2',
    ]);
    expect(plan.trials[0]!.settings).toEqual({ topology: 'small', 'estimators.IXT.alpha': 1 });
    expect(plan.axes[0]).toEqual({
      name: 'topology',
      path: 'topology',
      values: ['small', 'plain', 'unpooled'],
      retrains: true,
    });
    expect(plan.stages.map((stage) => stage.id)).toEqual([
      'net[topology=small]',
      'net[topology=plain]',
      'net[topology=unpooled]',
    ]);
    expect(plan.stages.map((stage) => stage.network.layers.map((layer) => layer.output))).toEqual([
      [[2, 24, 24], [2, 12, 12], [5], [10]],
      [[6, 24, 24], [6, 12, 12], [20], [10]],
      [[6, 24, 24], [20], [10]],
    ]);
  });

  test('a mistake in one is told there', () => {
    expect(places('size: { a: { models.net.layers.C1.kernel: 29 }, b: {} }')).toEqual([
      at('layer-misfit', 45),
    ]);
    expect(places('size: { a: { models.net.layers.C9.kernel: 3 }, b: {} }')).toEqual([
      at('path-unknown', 34),
    ]);
    expect(places('size: { a: { models.net.layers.C1.kernal: 3 }, b: {} }')).toEqual([at('key-unknown', 37)]);
    expect(places('seed: { a: { seed: 1 } }')).toEqual([at('matrix-invalid', 3)]);
    expect(places('size: { a: 3 }')).toEqual([at('value-not-allowed', 9)]);
    expect(places('size: { a: { claims.dpi: null }, b: {} }')).toEqual([at('matrix-invalid', 28)]);
  });

  test('claims may name a layer that only some variants have, not one that none has', () => {
    const study = (layer: string) =>
      `${studyText.replace('claims:\n', `claims:\n  pooled: { expect: at-most, estimator: IXT, bound: 7, where: { layer: ${layer} } }\n`)}\nmatrix:\n${axes.replace(/^/gm, '  ')}\n`;
    expect(codesAndPlaces(compileText(study('P1')))).toEqual([]);
    expect(codesAndPlaces(compileText(study('P9'))).map((one) => one.split(' ')[0])).toEqual([
      'layer-unknown',
    ]);
  });

  test('may set the seed', () => {
    const plan = planOf(matrix('run: { first: {}, second: { seed: 7, models.net.training.epochs: 3 } }'));
    expect(plan.trials.map((trial) => [trial.id, trial.seed])).toEqual([
      ['run=first', 1],
      ['run=second', 7],
    ]);
    expect(plan.stages.map((stage) => [stage.id, stage.seed, stage.training.epochs])).toEqual([
      ['net[run=first]', 1, 2],
      ['net[run=second]', 7, 3],
    ]);
  });
});

describe('ranges', () => {
  test.each([
    ['[1, 4]', [1, 2, 3, 4]],
    ['[1, 10], step: 4', [1, 5, 9]],
    ['[0.1, 0.5], step: 0.1', [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['[0.5, 1], step: 0.3', [0.5, 0.8]],
  ])('%s', (range, values) => {
    const [axis] = planOf(matrix(`claims.dpi.tolerance: { range: ${range} }`)).axes;
    expect(axis!.values).toEqual(values);
  });

  test('that cannot be', () => {
    expect(places('claims.dpi.tolerance: { range: [0.1, 0.5] }')).toEqual([at('matrix-invalid', 34)]);
    expect(places('claims.dpi.tolerance: { range: [0, 1], step: 0 }')).toEqual([
      at('value-out-of-range', 48),
    ]);
    expect(places('claims.dpi.tolerance: { range: [0, 1], step: 1.0e-9 }')).toEqual([
      at('matrix-invalid', 34),
    ]);
    expect(places('seed: { range: [1, 2], step: 0.5 }')).toEqual([at('type-wrong', 18)]);
  });
});

describe('axes in step', () => {
  const group = 'models.net.layers.C1.filters: [2, 4], models.net.layers.F1.units: [5, 9]';

  test('make one trial a place, with a column each', () => {
    const plan = planOf(matrix(`zip: [{ ${group} }]\nseed: [1, 2]`));
    expect(plan.trials.map((trial) => trial.id)).toEqual([
      'filters=2,units=5,seed=1',
      'filters=2,units=5,seed=2',
      'filters=4,units=9,seed=1',
      'filters=4,units=9,seed=2',
    ]);
    expect(plan.axes.map(({ name, values }) => [name, values])).toEqual([
      ['models.net.layers.C1.filters', [2, 4]],
      ['models.net.layers.F1.units', [5, 9]],
      ['seed', [1, 2]],
    ]);
    expect(plan.stages).toHaveLength(4);
  });

  test('have the same number of values', () => {
    const uneven = group.replace('[5, 9]', '[5, 9, 3]');
    expect(places(`zip: [{ ${uneven} }]`)).toEqual([at('matrix-invalid', 77)]);
    expect(places('zip: [{ seed: [1, 2] }]')).toEqual([at('value-out-of-range', 9)]);
  });

  test('overlap no other axis', () => {
    expect(places(`zip: [{ ${group} }]\nmodels.net.layers.C1.filters: [1, 3]`)).toEqual([
      at('matrix-invalid', 3, 1),
    ]);
  });
});

describe('include and exclude', () => {
  test('add and leave out trials', () => {
    expect(
      ids(`seed: [1, 2, 3]
estimators.IXT.alpha: [1, 2]
exclude:
  - { seed: [2, 3], estimators.IXT.alpha: 2 }
include:
  - { seed: 9, estimators.IXT.alpha: 5 }
  - { models.net.training.epochs: 3 }`),
    ).toEqual([
      'seed=1,alpha=1',
      'seed=1,alpha=2',
      'seed=2,alpha=1',
      'seed=3,alpha=1',
      'seed=9,alpha=5',
      'epochs=3',
    ]);
  });

  test('a trial of include keeps what it does not name', () => {
    const plan = planOf(matrix('claims.dpi.tolerance: [0, 1]\ninclude: [{ seed: 4 }]'));
    expect(plan.trials.map(({ id, seed, settings }) => [id, seed, settings])).toEqual([
      ['tolerance=0', 1, { 'claims.dpi.tolerance': 0 }],
      ['tolerance=1', 1, { 'claims.dpi.tolerance': 1 }],
      ['seed=4', 4, { seed: 4 }],
    ]);
    expect(plan.claims.map(({ name, params, trials }) => [name, params.tolerance, trials])).toEqual([
      ['dpi[tolerance=0]', 0, ['tolerance=0']],
      ['dpi[tolerance=1]', 1, ['tolerance=1']],
      ['dpi', 0.02, ['seed=4']],
    ]);
    expect(plan.stages.map((stage) => stage.id)).toEqual(['net', 'net[seed=4]']);
  });

  test('include alone makes the trials', () => {
    expect(ids('include: [{ seed: 4 }, { seed: 5, models.net.training.epochs: 3 }]')).toEqual([
      'seed=4',
      'seed=5,epochs=3',
    ]);
  });

  test('mistakes are told at the value or the name', () => {
    expect(places('seed: [1, 2]\nexclude: [{ sede: 1 }]')).toEqual([at('path-unknown', 15, 1)]);
    expect(places('seed: [1, 2]\nexclude: [{ seed: 3 }]')).toEqual([at('matrix-invalid', 21, 1)]);
    expect(places('seed: [1, 2]\nexclude: [{ seed: [1, 2] }]')).toEqual([at('matrix-invalid', 3)]);
    expect(places('seed: [1, 2]\nexclude: [{ seed: 1 }, { seed: 1 }]')).toEqual([at('matrix-idle', 26, 1)]);
    expect(places('seed: [1, 2]\ninclude: [{ seed: 1 }]')).toEqual([at('matrix-invalid', 13, 1)]);
    expect(places('seed: [1, 2]\ninclude: [{ seed: -3 }, { size: 3 }]')).toEqual([at('path-unknown', 29, 1)]);
    expect(places('size: { a: {}, b: { seed: 3 } }\ninclude: [{ size: c }]')).toEqual([
      at('matrix-invalid', 21, 1),
    ]);
    expect(places('seed: [1, 2]\ninclude: [{ models.net.layers.C1.filters: 0 }]')).toEqual([
      at('value-out-of-range', 45, 1),
    ]);
  });
});

describe('an axis that changes nothing', () => {
  test.each([
    [
      'a default spelled in several ways',
      'estimators.IXT.bandwidth: [{ silverman: { h: 5 } }, { silverman: { h: 5, exponent: classical } }]',
    ],
    ['the value that the study has', 'models.net.layers.C1.filters: [6]'],
    ['empty variants', 'size: { a: {}, b: { models.net.training.epochs: 2 } }'],
  ])('is a warning: %s', (_, axis) => {
    const { diagnostics, plan } = compileText(matrix(axis));
    expect(codesAndPlaces({ diagnostics })).toEqual([at('matrix-idle', 3)]);
    expect(diagnostics[0]!.severity).toBe('warning');
    expect(plan).not.toBeNull();
  });

  test('is none with one value that differs from the study', () => {
    expect(places('models.net.layers.C1.filters: [5]')).toEqual([]);
    expect(places('seed: [1]')).toEqual([at('matrix-idle', 3)]);
  });
});

describe('names of trials', () => {
  test('stay short and different for long values', () => {
    const long = (units: number) =>
      `[{ conv: C1, filters: 6, kernel: 5 }, { pool: P1, size: 2 }, { dense: F1, units: ${units} }, { dense: out, units: 10 }]`;
    const [first, second] = ids(`models.net.layers: [${long(5)}, ${long(6)}]`);
    expect(first).toMatch(/^layers=\[\{conv:C1,filters:6,.*~[0-9a-f]{6}$/);
    expect(first!.length).toBeLessThan(60);
    expect(second).not.toBe(first);
  });

  test('tell a number from the same digits as text', () => {
    expect(new Set(ids('probes.forward.at.epochs: [[0, 1], [0, "1"]]')).size).toBe(2);
  });
});
