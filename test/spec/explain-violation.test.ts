import { expect, test } from 'vitest';
import { compileText, studyText } from '../plan/study-text.ts';

/** What is written wrong in a small study, the code at its place, and the names that the advice must give. */
const mistakes: readonly (readonly [
  wrote: string,
  instead: string,
  path: string,
  names: readonly string[],
])[] = [
  ['filters: 6', 'out_channels: 6', 'models.net.layers.C1.out_channels', ['filters']],
  ['kernel: 5', 'kernel_size: 5', 'models.net.layers.C1.kernel_size', ['kernel']],
  ['kernel: 5', 'kernel: 5, in_channels: 1', 'models.net.layers.C1.in_channels', []],
  ['units: 20', 'out_features: 20', 'models.net.layers.F1.out_features', ['units']],
  ['dense: F1', 'Linear: F1', 'models.net.layers.2.Linear', ['dense']],
  ['conv: C1', 'Conv2d: C1', 'models.net.layers.0.Conv2d', ['conv']],
  ['{ dense: F1', '{ flatten: flat }\n      - { dense: F1', 'models.net.layers.2.flatten', ['dense']],
  [
    '{ dense: out, units: 10 }',
    '{ dropout: D, p: 0.5 }\n      - { dense: out, units: 10 }',
    'models.net.layers.D.p',
    ['rate'],
  ],
  ['units: 10 }', 'units: 10, activation: softmax }', 'models.net.layers.out.activation', ['cross-entropy']],
  ['activation: relu', 'activation: ReLU', 'models.net.layers.C1.activation', ['relu']],
  ['learningRate: 0.1', 'lr: 0.1', 'models.net.training.lr', ['learningRate']],
  ['batchSize: 100', 'batch_size: 100', 'models.net.training.batch_size', ['batchSize']],
  ['epochs: 2 }', 'num_epochs: 2 }', 'models.net.training.num_epochs', ['epochs']],
  [
    'epochs: 2 }',
    'epochs: 2, optimizer: nesterov }',
    'models.net.training.optimizer',
    ['sgd', 'momentum', 'nesterov: true'],
  ],
  ['    dataset: mnist', '    dataset: mnist\n    lr: 0.1', 'models.net.lr', ['learningRate', 'training']],
  [
    '    dataset: mnist',
    '    dataset: mnist\n    momentum: 0.9',
    'models.net.momentum',
    ['momentum', 'training'],
  ],
  ['quantity: I(X;T) }', 'quantity: I(Y;T) }', 'estimators.IXT.quantity', ['I(T;Y)']],
  [
    'matrix-renyi, probe: forward, quantity: I(X;T)',
    'binning, probe: forward, quantity: I(X;T), bins: 30',
    'estimators.IXT.bins',
    ['bins', 'edges', 'edges: { range: [0, 1], bins: 30 }'],
  ],
  [
    'matrix-renyi, probe: forward, quantity: I(X;T)',
    'ksg, probe: forward, quantity: I(X;T), neighbors: 3',
    'estimators.IXT.neighbors',
    ['k'],
  ],
  ['expect: non-increasing', 'expect: decreasing', 'claims.dpi.expect', ['non-increasing', 'falls']],
  ['expect: non-increasing', 'kind: non-increasing', 'claims.dpi', ['expect', 'kind']],
  ['tolerance: 0.02', 'layer: C1', 'claims.dpi.layer', ['layer', 'where']],
  ['datasets:', 'hypotheses: {}\n\ndatasets:', 'hypotheses', ['claims']],
  ['kind: layer-curves', 'kind: plot', 'reports.curves.kind', ['chart']],
];

test.each(mistakes)('`%s` as `%s`', (wrote, instead, path, names) => {
  expect(studyText).toContain(wrote);
  const { diagnostics } = compileText(studyText.replace(wrote, instead));
  const found = diagnostics.find((one) => one.path === path);
  expect(found?.severity, diagnostics.map((one) => one.path).join()).toBe('error');
  expect(marked(found?.hint)).toEqual(names);
});

test.each([
  ['expect: non-increasing', 'expect: smaller-than', 'greater-than'],
  ['expect: non-increasing', 'expect: increasing', 'non-increasing'],
  ['quantity: I(X;T) }', 'quantity: I(Y;T) }', 'I(X;T)'],
  ['activation: relu', 'activation: silu', 'relu'],
])('`%s` as `%s` is not taken for `%s`', (wrote, instead, never) => {
  const { diagnostics } = compileText(studyText.replace(wrote, instead));
  const meant = diagnostics.filter(
    ({ hint }) => hint?.startsWith('did you mean') && marked(hint).includes(never),
  );
  expect(diagnostics).not.toEqual([]);
  expect(meant).toEqual([]);
});

/** The texts in code marks. */
function marked(hint = ''): string[] {
  return [...hint.matchAll(/`([^`]*)`/g)].map(([, text]) => text!);
}
