import { expect, test } from 'vitest';
import { codesAndPlaces, compileText, planOf, studyText } from '../plan/study-text.ts';

const layers = /layers:\n(?: {6}- .*\n)+/;
const autoencoder = (tied: string, name = 'code') =>
  studyText
    .replace(
      layers,
      `layers:
      - { dense: ${name}, units: 20, activation: sigmoid }
      - { dense: R, units: 784, activation: sigmoid${tied} }
`,
    )
    .replaceAll('[C1, P1, F1]', `[${name}, R]`)
    .replace('training: {', 'training: { loss: mse, target: input,');

test('a tied layer has a bias of its own and the kernel of the other one', () => {
  const [free, tied] = ['', ', tied: code'].map((text) => planOf(autoencoder(text)).stages[0]!);
  expect(tied!.network.layers[1]).toMatchObject({
    tied: 0,
    weights: [{ name: 'bias', shape: [784] }],
    multiplyAdds: 20 * 784,
  });
  expect(free!.parameters! - tied!.parameters!).toBe(20 * 784);
  expect(tied!.network.layers[1]!.params).toEqual(free!.network.layers[1]!.params);
});

test('the key says to which layer, not by which name', () => {
  const keyOf = (...given: Parameters<typeof autoencoder>) => planOf(autoencoder(...given)).stages[0]!.key;
  expect(keyOf(', tied: code')).not.toBe(keyOf(''));
  expect(keyOf(', tied: inner', 'inner')).toBe(keyOf(', tied: code'));
});

test('a network with tied weights is not pruned', () => {
  const study = studyText
    .replace(
      '{ dense: out, units: 10 }',
      '{ dense: F2, units: 784, tied: F1 }\n      - { dense: out, units: 10 }',
    )
    .replace(
      '{ dense: F1, units: 20, activation: relu }',
      '{ global-average-pool: G }\n      - { dense: F1, units: 20 }',
    )
    .replace('units: 784, tied', 'units: 6, tied')
    .replace(
      '\nprobes:',
      '\n  fewer: { kind: pruned, model: net, estimator: maps, layer: C1, keep: 2 }\n\nprobes:',
    )
    .replace('\nclaims:', '  maps: { kind: matrix-renyi, probe: forward, quantity: I(X;Tc) }\n\nclaims:')
    .replace('reports:\n', 'reports:\n  training: { kind: training-curves }\n');
  expect(codesAndPlaces(compileText(study))).toEqual([expect.stringContaining('port-mismatch')]);
});
