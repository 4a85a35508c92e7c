import { describe, expect, test } from 'vitest';
import { planOf, studyText } from '../plan/study-text.ts';

const keys = (text: string) => planOf(text).stages.map((stage) => stage.key);
const base = keys(studyText);

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

describe('keys change', () => {
  test.each<[string, string, string]>([
    ['seed', 'seed: 1', 'seed: 2'],
    ['data', 'train: 1000', 'train: 900'],
    ['layer', 'filters: 6', 'filters: 7'],
    ['weights', 'units: 20', 'initializer: he-normal, units: 20'],
    ['training', 'learningRate: 0.1', 'learningRate: 0.2'],
    ['rows', 'every: 5', 'every: 4'],
    ['probed layers', 'net, layers: [C1, P1, F1], at: { every', 'net, layers: [C1, F1, P1], at: { every'],
    ['sample', 'every: 5 }', 'every: 5 }, sample: { split: test, n: 10 }'],
    ['quantity', 'I(X;T)', 'I(T;Y)'],
    ['alpha', '1.01', '1.02'],
  ])('with the %s', (_, from, to) => {
    expect(changed([from, to])).not.toEqual(base);
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
      return compileStudy(request).plan?.stages.map((stage) => stage.key);
    };
    for (const kind of ['mnist', 'network', 'conv', 'errors', 'matrix-renyi'])
      expect(keysWith(kind)).not.toEqual(base);
    for (const kind of ['layer-curves', 'non-increasing']) expect(keysWith(kind)).toEqual(base);
  });
});

test('two models that are alike have stages with one key and two names', () => {
  const [model] = studyText.match(/ {2}net:[\s\S]*?epochs: 2 }\n/)!;
  const text = `${studyText.replace('\nprobes:', `${model.replace('net:', 'twin:')}\nprobes:`)}  training: { kind: training-curves }\n`;
  const plan = planOf(text);
  expect(plan.stages.map((stage) => stage.model.name)).toEqual(['net', 'twin']);
  expect(plan.stages[0]!.network).toEqual(plan.stages[1]!.network);
});
