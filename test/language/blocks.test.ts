import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { layerKinds } from '../../runner/layers/index.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { codesAndPlaces, compileText, planOf, studyText } from '../plan/study-text.ts';

const layers = /layers:\n(?: {6}- .*\n)+/;
const block = `layers:
      - { conv: C0, filters: 4, kernel: 3, padding: same }
      - residual: R1
        repeat: 2
        layers:
          - { conv: C1, filters: 4, kernel: 3, padding: same, repeat: 2, activation: relu }
          - { batch-norm: B1 }
      - residual: R2
        shortcut: projection
        layers:
          - { conv: C1, filters: 8, kernel: 3, stride: 2, padding: same }
      - { dense: out, units: 10 }
`;
const text = studyText.replace(layers, block).replaceAll('[C1, P1, F1]', '[C0, R1.1.C1.2, R1.2, R2.C1, R2]');

function networkOf(changed: string, set: readonly string[] = []) {
  return planOf(changed, set).stages[0]!.network;
}

describe('blocks and repeats', () => {
  test('are laid out in the order in which they are computed', () => {
    const { layers: flat } = networkOf(text);
    expect(flat.map(({ name }) => name)).toEqual([
      'C0',
      ...['R1.1.C1.1', 'R1.1.C1.2', 'R1.1.B1', 'R1.1'],
      ...['R1.2.C1.1', 'R1.2.C1.2', 'R1.2.B1', 'R1.2'],
      ...['R2.C1', 'R2'],
      'out',
    ]);
    const inputs = new Map(flat.map((layer) => [layer.name, layer.inputs]));
    expect(inputs.get('R1.1')).toEqual([3, 0]);
    expect(inputs.get('R1.2')).toEqual([7, 4]);
    expect(inputs.get('R2')).toEqual([9, 8]);
    expect(inputs.get('R2.C1')).toBeUndefined();
    expect(flat.find(({ name }) => name === 'R2')).toMatchObject({ output: [8, 14, 14] });
    for (const { params } of flat) expect(Object.keys(params)).not.toContain('repeat');
    for (const { params } of flat) expect(Object.keys(params)).not.toContain('layers');
  });

  test('have names that probes reach', () => {
    const [stage] = planOf(text).stages;
    expect(stage!.probes[0]!.layers).toEqual([0, 2, 8, 9, 10]);
  });

  test('count trained weights only', () => {
    const { layers: flat } = networkOf(text);
    // C0 40; in R1 twice: two convolutions of 148, a normalisation of 8; R2.C1 296, its projection 40; out.
    expect(planOf(text).stages[0]!.parameters).toBe(40 + 2 * (2 * 148 + 8) + 296 + 40 + (8 * 196 * 10 + 10));
    expect(flat.find(({ name }) => name === 'R1.1.B1')!.weights.length).toBe(4);
  });

  test('keep the key of a study that writes the same layers out', () => {
    const plain = studyText.replace(
      '- { pool: P1, size: 2 }',
      '- { pool: P1, size: 2 }\n      - { dense: H, units: 20 }\n      - { dense: H2, units: 20 }',
    );
    const repeated = studyText.replace(
      '- { pool: P1, size: 2 }',
      '- { pool: P1, size: 2 }\n      - { dense: H, units: 20, repeat: 2 }',
    );
    expect(planOf(repeated).stages[0]!.key).toBe(planOf(plain).stages[0]!.key);
    expect(planOf(plain).stages[0]!.key).not.toBe(planOf(studyText).stages[0]!.key);
  });

  test('are reached by --set and by the matrix', () => {
    const changed = networkOf(text, [
      'models.net.layers.R1.layers.C1.kernel=5',
      'models.net.layers.R1.repeat=3',
    ]);
    expect(changed.layers.map(({ name }) => name)).toContain('R1.3.C1.2');
    expect(changed.layers[1]!.params.kernel).toBe(5);
  });
});

describe('mistakes in blocks', () => {
  const cases: [name: string, from: string, to: string, place: string][] = [
    [
      'an unknown key',
      'padding: same, repeat: 2, activation',
      'paddin: same, repeat: 2, activation',
      'key-unknown 16:48',
    ],
    ['an unknown kind', '{ batch-norm: B1 }', '{ batchnorm: B1 }', 'kind-unknown 17:15'],
    ['a repeat of 0', 'repeat: 2, activation', 'repeat: 0, activation', 'value-out-of-range 16:71'],
    [
      'a block without layers',
      '        layers:\n          - { conv: C1, filters: 8, kernel: 3, stride: 2, padding: same }\n',
      '',
      'key-missing 18:19',
    ],
    ['two layers of one name', '{ batch-norm: B1 }', '{ batch-norm: C1 }', 'layer-duplicate 17:27'],
    [
      'a layer that does not fit',
      'filters: 8, kernel: 3, stride: 2, padding: same',
      'filters: 8, kernel: 99',
      'layer-misfit 21:21',
    ],
    [
      'an identity between unequal shapes',
      'shortcut: projection',
      'shortcut: identity',
      'layer-misfit 18:19',
    ],
    ['a name without its block', 'R2.C1, R2]', 'C1, R2]', 'layer-unknown 26:75'],
  ];
  test.each(cases)('%s', (_, from, to, place) => {
    const found = codesAndPlaces(compileText(text.replace(from, to)));
    const [code, position] = place.split(' ');
    expect(found[0]).toBe(`${code} small.yaml:${position}`);
  });

  test('too many layers', () => {
    const many = text.replace('repeat: 2\n', 'repeat: 100\n').replace('same, repeat: 2', 'same, repeat: 100');
    expect(codesAndPlaces(compileText(many))[0]).toContain('layer-misfit');
  });
});

describe('training settings', () => {
  const with_ = (settings: string, epochs = 2) =>
    studyText.replace('epochs: 2 }', `epochs: ${epochs}, ${settings} }`);

  test('that say nothing new leave the key alone', () => {
    const same = with_(
      'schedule: constant, loss: cross-entropy, target: label, nesterov: false, weightDecay: 0, beta1: 0.9',
    );
    expect(planOf(same).stages[0]!.key).toBe(planOf(studyText).stages[0]!.key);
  });

  test('become a plan', () => {
    const adam = with_(
      'optimizer: adam, beta2: 0.99, weightDecay: 0.01, schedule: { step: { every: 1 } }, warmup: 0.5',
    );
    expect(planOf(adam).stages[0]!.training).toMatchObject({
      optimizer: 'adam',
      momentum: 0,
      adam: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
      weightDecay: 0.01,
      schedule: { step: { every: 1, factor: 0.1 } },
      warmup: 0.5,
    });
    const sgd = with_('momentum: 0.9, nesterov: true, schedule: { cosine: {} }');
    expect(planOf(sgd).stages[0]!.training).toMatchObject({
      nesterov: true,
      schedule: { cosine: { final: 0 } },
    });
  });

  const wrong: [settings: string, code: string][] = [
    ['beta1: 0.5', 'value-not-allowed'],
    ['optimizer: adam, momentum: 0.9', 'value-not-allowed'],
    ['nesterov: true', 'value-not-allowed'],
    ['target: input', 'value-not-allowed'],
    ['warmup: 3', 'value-out-of-range'],
    ['loss: mse, target: input', 'layer-misfit'],
    ['schedule: { step: { every: 0 } }', 'value-out-of-range'],
    ['schedule: { linear: {} }', 'value-not-allowed'],
  ];
  test.each(wrong)('%s is a mistake', (settings, code) => {
    const found = codesAndPlaces(compileText(with_(settings)));
    expect(found).toEqual([expect.stringContaining(`${code} small.yaml:`)]);
  });
});

describe('networks that come with infoplane', () => {
  const compile = (name: string) => {
    const readFile = () => readFileSync(new URL(`../../specs/networks/${name}.yaml`, import.meta.url));
    return compileStudy({ path: `${name}.yaml`, readFile, catalog: loadCatalog(), layers: layerKinds }).plan!;
  };

  test('have as many weighted layers as their names say', () => {
    const weighted = (name: string) =>
      compile(name).stages[0]!.network.layers.filter(({ kind }) => kind === 'conv' || kind === 'dense')
        .length;
    expect(weighted('lenet5')).toBe(5);
    expect(weighted('resnet8')).toBe(8);
    expect(weighted('resnet20')).toBe(20);
    expect(weighted('vgg11-like')).toBe(11);
  });
});
