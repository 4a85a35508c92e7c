import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { compileFiles, compileText, planOf, studyText } from '../plan/study-text.ts';

const head =
  'A1: { after: P1, layers: [{ dense: F, units: 7 }, { dense: out, units: 10 }], weight: 0.3, reaches: [C1, P1] }';
const study = (heads = `    heads: { ${head} }\n`, loss = '') =>
  studyText
    .replace('    training:', `${heads}    training:`)
    .replace(
      'model: net, layers: [C1, P1, F1], at: { every',
      `model: net, layers: [C1, P1, F1]${loss}, at: { every`,
    )
    .replace('layers: [C1, P1, F1], loss: A1', 'layers: [C1, P1, A1.F], loss: A1');
const stageOf = (text: string) => planOf(text).stages[0]!;
const probeOf = (text: string) => stageOf(text).probes.find(({ carries }) => carries === 'errors')!;

test('its layers stand behind those of the network, which stay as they are, and are counted', () => {
  const [plain, own] = [stageOf(studyText), stageOf(study())];
  const { layers, heads } = own.network;
  expect(layers.slice(0, 4)).toEqual(plain.network.layers);
  expect(layers.slice(4)).toMatchObject([
    { name: 'A1.F', inputs: [1], input: [6, 12, 12], output: [7] },
    { name: 'A1.out', input: [7], output: [10] },
  ]);
  expect(heads).toEqual([{ name: 'A1', after: 1, from: 4, output: 5, weight: 0.3 }]);
  expect(own.parameters! - plain.parameters!).toBe(7 * (6 * 12 * 12 + 1) + 10 * 8);
  expect(own.work.training).toBeGreaterThan(plain.work.training);
});

test('blocks and repeats of a head begin at the layer that it reads', () => {
  const heads = `    heads:
      A1:
        after: F1
        layers:
          - { residual: R, layers: [{ dense: a, units: 20, repeat: 2 }] }
          - { dense: out, units: 10 }
    reaches: [P1]
`;
  const { network } = stageOf(study(heads));
  expect(network.layers.slice(4).map(({ name, inputs }) => [name, inputs ?? null])).toEqual([
    ['A1.R.a.1', [2]],
    ['A1.R.a.2', null],
    ['A1.R', [5, 2]],
    ['A1.out', null],
  ]);
  expect([network.lowest, network.heads![0]!.weight]).toEqual([1, 1]);
});

describe('keys', () => {
  const key = stageOf(study()).key;
  test.each([
    ['after: P1', 'after: C1'],
    ['weight: 0.3', 'weight: 0.4'],
    ['units: 7', 'units: 8'],
    [', reaches: [C1, P1]', ', reaches: [P1]'],
    [', reaches: [C1, P1]', ', reaches: []'],
    ['    training:', '    reaches: [P1]\n    training:'],
  ])('change with %s -> %s', (from, to) => {
    const changed = study()
      .replace(from, to)
      .replace(/reaches: \[C1, P1\]/, (said) => (to.includes('C1') ? 'reaches: [C1]' : said));
    expect(
      stageOf(changed.replace('layers: [C1, P1, F1], at: { every', 'layers: [F1], at: { every')).key,
    ).not.toBe(key);
  });
  test('do not with the name of the head, nor with another way to say the same', () => {
    expect(stageOf(study().replace('A1:', 'B:')).key).toBe(key);
    expect(stageOf(study().replace(', reaches: [C1, P1]', '')).key).toBe(key);
    expect(stageOf(study().replace('reaches: [C1, P1]', 'reaches: [C1]')).key).toBe(key);
  });
  test('of captures change with the loss; main and total are one where there is no head', () => {
    const keys = ['', ', loss: total', ', loss: main', ', loss: A1'].map(
      (loss) => probeOf(study(undefined, loss)).key,
    );
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
    const plain = ['', ', loss: total', ', loss: main'].map((loss) => probeOf(study('', loss)).key);
    expect(new Set(plain).size).toBe(1);
  });
});

test('a probe has the place of its loss, and bytes for its d_L', () => {
  const { loss, layers, bytes } = probeOf(study(undefined, ', loss: A1'));
  expect([loss, layers]).toEqual([1, [0, 1, 4]]);
  expect([probeOf(study(undefined, ', loss: main')).loss, probeOf(study()).loss]).toEqual([0, undefined]);
  const more = probeOf(study()).bytes - probeOf(study(undefined, ', loss: main')).bytes;
  const rows = bytes / (4 * 100 * (784 + 1 + 6 * 24 * 24 + 6 * 12 * 12 + 7 + 10));
  expect(more).toBe(rows * 4 * 100 * 10);
});

test('the matrix varies what a head says, and takes heads away', () => {
  const swept = planOf(`${study()}matrix:
  relay:
    none: { models.net.heads: null }
    low: { models.net.heads.A1.after: C1, models.net.heads.A1.reaches: [] }
    usual: { models.net.heads.A1.layers.F.units: 9 }
`).stages;
  expect(swept.map(({ network }) => network.heads?.map(({ after, lowest }) => [after, lowest ?? 0]))).toEqual(
    [undefined, [[0, 1]], [[1, 0]]],
  );
  expect(swept[2]!.network.layers[4]!.output).toEqual([9]);
  expect(swept[0]!.key).toBe(stageOf(studyText).key);
  const weights = planOf(`${study()}matrix: { models.net.heads.A1.weight: [0.1, 0.2, 0.4] }\n`);
  expect(weights.stages.map(({ network }) => network.heads![0]!.weight)).toEqual([0.1, 0.2, 0.4]);
  expect(planOf(study(), ['models.net.heads.A1.weight=0.5']).stages[0]!.network.heads![0]!.weight).toBe(0.5);
});

test('a study that extends another merges heads and their layers by name', () => {
  const over = `study: over
extends: small.yaml
models:
  net:
    heads:
      A1: { layers: [{ dense: F, units: 8 }], weight: 0.7 }
      A2: { after: F1, layers: [{ dense: out, units: 10 }] }
`;
  const { plan } = compileFiles({ 'small.yaml': study(), 'over.yaml': over }, 'over.yaml');
  const { layers, heads } = plan!.stages[0]!.network;
  expect(heads!.map(({ name, weight }) => [name, weight])).toEqual([
    ['A1', 0.7],
    ['A2', 1],
  ]);
  expect(layers.slice(4).map(({ name, output }) => [name, output[0]])).toEqual([
    ['A1.F', 8],
    ['A1.out', 10],
    ['A2.out', 10],
  ]);
});

test('the resolved study has every default of a head, and reads back as the same', () => {
  const { plan, spec } = compileText(
    study('    heads: { A1: { after: P1, layers: [{ dense: out, units: 10 }] } }\n'),
  );
  const text = stringify(spec);
  expect(parse(text).models.net.heads).toEqual({
    A1: {
      after: 'P1',
      layers: [{ dense: 'out', units: 10, activation: 'linear' }],
      weight: 1,
    },
  });
  expect(planOf(text).stages.map(({ key }) => key)).toEqual(plan!.stages.map(({ key }) => key));
});

test('a network with heads can be pruned', () => {
  const pruned = study()
    .replace(
      '\nprobes:',
      '\n  fewer: { kind: pruned, model: net, estimator: maps, layer: C1, keep: 2 }\n\nprobes:',
    )
    .replace('\nclaims:', '  maps: { kind: matrix-renyi, probe: forward, quantity: I(X;Tc) }\n\nclaims:')
    .replace('reports:\n', 'reports:\n  training: { kind: training-curves }\n');
  const { network } = planOf(pruned).stages[1]!;
  expect(network.layers[4]!.weights[0]!.shape).toEqual([7, 2 * 12 * 12]);
  expect(network.heads).toHaveLength(1);
});
