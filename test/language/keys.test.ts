import { describe, expect, test } from 'vitest';
import type { StagePlan } from '../../src/plan/plan.ts';
import { planOf, studyText } from '../plan/study-text.ts';

/** All keys of a study: of trainings, captures, estimates. */
const keys = (text: string) => keysOf(planOf(text).stages);
const keysOf = (stages: readonly StagePlan[]) =>
  stages.flatMap((stage) => [
    stage.key,
    ...stage.probes.map(({ key }) => key),
    ...stage.branches.flatMap(({ estimators }) => estimators.map(({ key }) => key)),
  ]);
const base = keys(studyText);
/** What the keys of the small study are of, in their order. */
const owners = ['net', 'forward', 'backward', 'IXT', 'IDD'];
const all = owners.join();

/** Whose keys are others than those of the small study. */
const others = (found: readonly string[]) => owners.filter((_, at) => found[at] !== base[at]).join();

function changed(...edits: [string | RegExp, string][]): string[] {
  const text = edits.reduce((before, [what, to]) => {
    const after = before.replaceAll(typeof what === 'string' ? what : what, to);
    if (after === before) throw new Error(`${what} is not in the study`);
    return after;
  }, studyText);
  return keys(text);
}

describe('keys stay', () => {
  test.each<[string, [string | RegExp, string][]]>([
    ['study', [['study: small', 'study: other\ntitle: A title\nsource: Somewhere']]],
    [
      'dataset',
      [
        [/\bmnist:/g, 'digits:'],
        ['dataset: mnist', 'dataset: digits'],
      ],
    ],
    [
      'model',
      [
        [/\bnet:/g, 'lenet:'],
        ['model: net', 'model: lenet'],
      ],
    ],
    ['layer', [[/\bC1\b/g, 'first']]],
    ['probe', [[/\bforward\b/g, 'up']]],
    ['estimator', [[/\bIXT\b/g, 'info']]],
    ['claim', [['dpi:', 'inequality:']]],
    ['report', [['curves:', 'figure:']]],
  ])('when the %s is renamed', (_, edits) => {
    expect(changed(...edits)).toEqual(base);
  });

  test('when defaults are written out, in any order and style', () => {
    expect(
      changed([
        '{ conv: C1, filters: 6, kernel: 5, activation: relu }',
        '{ conv: C1, activation: relu, stride: 1, kernel: 5, padding: valid, filters: 6, initializer: glorot-uniform }',
      ]),
    ).toEqual(base);
    expect(
      changed([
        'quantity: I(X;T) }',
        'bandwidth: { silverman: 5 }, base: 2, quantity: "I(X;T)", alpha: 1.01 }',
      ]),
    ).toEqual(base);
  });

  test('when claims and reports change', () => {
    expect(
      changed(['tolerance: 0.02', 'tolerance: 0.5, where: { layer: [C1, P1] }'], ['[IXT, IDD]', '[IDD]']),
    ).toEqual(base);
  });
});

test('the small study has five keys, none of them twice', () => {
  expect(new Set(base).size).toBe(owners.length);
  expect(base).toHaveLength(owners.length);
});

describe('keys change', () => {
  test.each<[string, string, string, string]>([
    ['seed', 'seed: 1', 'seed: 2', all],
    ['data', 'train: 1000', 'train: 900', all],
    ['layer', 'filters: 6', 'filters: 7', all],
    ['weights', 'units: 20', 'initializer: he-normal, units: 20', all],
    ['training', 'learningRate: 0.1', 'learningRate: 0.2', all],
    ['rows', 'every: 5', 'every: 4', 'backward,IDD'],
    ['probed layers', '[C1, P1, F1], at: { every', '[C1, F1, P1], at: { every', 'backward,IDD'],
    ['sample', 'every: 5 }', 'every: 5 }, sample: { split: test, n: 10 }', 'backward,IDD'],
    ['quantity', 'I(X;T)', 'I(T;Y)', 'IXT'],
    ['alpha', '1.01', '1.02', 'IDD'],
  ])('with the %s', (_, from, to, whose) => {
    expect(others(changed([from, to]))).toBe(whose);
  });

  test('and no others do when an estimator or a probe comes or goes', () => {
    const more = studyText
      .replace(
        'probes:\n',
        'probes:\n  first: { kind: activations, model: net, layers: [F1], at: { every: 7 } }\n',
      )
      .replace(
        'estimators:\n',
        'estimators:\n  H: { kind: binning, probe: forward, quantity: I(X;T) }\n  G: { kind: binning, probe: first, quantity: I(X;T) }\n',
      );
    const found = keys(more);
    expect(found.filter((key) => base.includes(key)).sort()).toEqual([...base].sort());
    expect(new Set(found).size).toBe(8);
    const fewer = studyText.replace(/ {2}IDD:.*\n/, '').replace('[IXT, IDD]', '[IXT]');
    expect(keys(fewer)).toEqual([base[0], base[1], base[3]]);
  });

  test('not with axes of estimators, probes, claims and reports', () => {
    const of = (axis: string) => planOf(`${studyText}matrix: { ${axis} }\n`);
    const { stages, trials } = of('estimators.IXT.alpha: [1.01, 2]');
    expect(stages.map(({ key }) => key)).toEqual([base[0]]);
    expect(trials).toHaveLength(2);
    const keysByName = (name: string) =>
      new Set(
        stages.flatMap(({ branches }) =>
          branches.flatMap(({ estimators }) =>
            estimators.flatMap((one) => (one.name === name ? [one.key] : [])),
          ),
        ),
      );
    expect([keysByName('IXT').size, [...keysByName('IDD')]]).toEqual([2, [base[4]]]);
    const probes = of('probes.backward.at.every: [5, 3]').stages;
    expect(probes.map(({ key }) => key)).toEqual([base[0]]);
    expect(probes[0]!.probes.map(({ key }) => key)).toEqual([base[1], base[2], expect.any(String)]);
  });

  test('with the version of a kind', async () => {
    const { compileStudy } = await import('../../src/compile/compile-study.ts');
    const { loadCatalog } = await import('../../src/node/catalog.ts');
    const { layerKinds } = await import('../../runner/layers/index.ts');
    const catalog = loadCatalog();
    const keysWith = (kind: string) => {
      const entries = catalog.entries.map((entry) =>
        entry.kind === kind ? { ...entry, version: 99 } : entry,
      );
      const request = {
        path: 'small.yaml',
        text: studyText,
        catalog: { ...catalog, entries },
        layers: layerKinds,
      };
      return keysOf(compileStudy(request).plan!.stages);
    };
    const whose = Object.entries({
      mnist: all,
      network: all,
      conv: all,
      errors: 'backward,IDD',
      'matrix-renyi': 'IXT,IDD',
      'layer-curves': '',
      'non-increasing': '',
    });
    for (const [kind, of] of whose) expect(others(keysWith(kind)), kind).toBe(of);
  });
});

test('two models that are alike have stages with one key and two names', () => {
  const [model] = studyText.match(/ {2}net:[\s\S]*?epochs: 2 }\n/)!;
  const text = `${studyText.replace('\nprobes:', `${model.replace('net:', 'twin:')}\nprobes:`)}  training: { kind: training-curves }\n`;
  const plan = planOf(text);
  expect(plan.stages.map((stage) => stage.model.name)).toEqual(['net', 'twin']);
  expect(plan.stages[0]!.network).toEqual(plan.stages[1]!.network);
});
