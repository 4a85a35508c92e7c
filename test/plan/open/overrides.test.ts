import { describe, expect, test } from 'vitest';
import { RunError } from '../../../src/node/run-error.ts';
import { codesAndPlaces, compileFiles, compileText, planOf, studyText } from '../study-text.ts';

const at = (set: string[]) => codesAndPlaces(compileText(studyText, set));

describe('--set', () => {
  test('changes a setting, an unwritten setting, a setting of a layer and a whole map', () => {
    const [stage] = planOf(studyText, [
      'models.net.training.epochs=3',
      'models.net.training.momentum=0.5',
      'models.net.layers.C1.filters=2',
      'estimators.IXT.bandwidth={silverman: {h: 3, exponent: paper}}',
      'seed=9',
    ]).stages;
    expect(stage).toMatchObject({ seed: 9, training: { epochs: 3, momentum: 0.5 } });
    expect(stage!.network.layers[0]!.output).toEqual([2, 24, 24]);
    expect(stage!.branches[0]!.estimators[0]!.params.bandwidth).toEqual({
      silverman: { h: 3, exponent: 'paper' },
    });
  });

  test('null removes an entry, a layer and a setting', () => {
    const set = [
      'estimators.IDD=null',
      'reports.curves.estimators=[IXT]',
      'models.net.layers.P1=null',
      'probes.forward.layers=[C1, F1]',
      'probes.backward=~',
      'claims.dpi.tolerance=null',
    ];
    const plan = planOf(studyText, set);
    expect(plan.stages[0]!.network.layers.map((layer) => layer.name)).toEqual(['C1', 'F1', 'out']);
    expect(plan.stages[0]!.branches[0]!.estimators.map((estimator) => estimator.name)).toEqual(['IXT']);
    expect(plan.claims[0]!.params.tolerance).toBe(0);
  });

  test('sets the matrix whole, one axis of it, and removes it', () => {
    const text = `${studyText}matrix: { seed: { range: [1, 3] } }\n`;
    expect(planOf(text, ['matrix=null']).trials).toHaveLength(1);
    expect(planOf(text, ['matrix={seed: {range: [1, 4]}}']).trials).toHaveLength(4);
    expect(planOf(text, ['matrix.estimators.IXT.alpha=[1, 2]']).trials).toHaveLength(6);
  });

  test('mistakes point into the argument', () => {
    expect(at(['models.net.training.epochs=-1'])).toEqual(['value-out-of-range --set:1:28']);
    expect(at(['models.net.training.epoch=3'])).toEqual(['key-unknown --set:1:21']);
    expect(at(['models.nett.training.epochs=3'])).toEqual(['path-unknown --set:1:8']);
    expect(at(['models.net.layers.C9.filters=3'])).toEqual(['path-unknown --set:1:19']);
    expect(at(['seed.x=3'])).toEqual(['path-unknown --set:1:6']);
    expect(at(['claims.dpi.where={layer: C9}'])).toEqual(['layer-unknown --set:1:26']);
    expect(at(['models.net.layers.C1.kernel=29'])).toEqual(['layer-misfit --set:1:29']);
    expect(at(['probes.forward.at={epochs: [0, 5]}'])).toEqual(['schedule-invalid --set:1:32']);
    expect(at(['reports.curves.estimators=[IXT'])).toEqual(['yaml-syntax --set:1:27']);
  });

  test('all problems of several arguments come together', () => {
    const set = ['models.net.training.epochs=no', 'estimators.IXT.alpha=-1', 'probes.forward.model=nett'];
    expect(at(set)).toEqual([
      'type-wrong --set:1:28',
      'value-out-of-range --set:1:22',
      'reference-unknown --set:1:22',
    ]);
  });

  test.each(['seed', '=3', 'seed=', 'seed=  '])('%j is wrong use of the command', (argument) => {
    const compile = () => compileText(studyText, [argument]);
    expect(compile).toThrow(RunError);
    expect(compile).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

test('null removes a setting that the study leaves out, as long as it may have it', () => {
  for (const path of ['matrix', 'source', 'models.net.training.momentum', 'models.net.layers.C1.padding'])
    expect([path, compileText(studyText, [`${path}=null`]).diagnostics]).toEqual([path, []]);
  for (const path of [
    'matrx',
    'estimators.nix',
    'models.net.training.momntum',
    'models.net.layers.C1.paddin',
  ])
    expect([path, compileText(studyText, [`${path}=null`]).diagnostics.map(({ code }) => code)]).toEqual([
      path,
      ['path-unknown'],
    ]);
});

test('so it does in a study that extends another', () => {
  const files = { 'base.yaml': studyText, 'study.yaml': 'extends: base.yaml\nmatrix: null\nsource: null\n' };
  expect(compileFiles(files, 'study.yaml').diagnostics).toEqual([]);
  const wrong = { ...files, 'study.yaml': 'extends: base.yaml\nestimators: { nix: null }\n' };
  expect(compileFiles(wrong, 'study.yaml').diagnostics.map(({ code }) => code)).toEqual(['type-wrong']);
});
