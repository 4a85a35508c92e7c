import type { TrainingSettings } from '../../../runner/contract/engine.ts';
import type { LayerEntry } from '../../../runner/engines/chain-layers.ts';
import type { NetworkCase } from '../../../runner/proof/network-case.ts';

const conv = (filters: number, more = {}): LayerEntry => ['conv', { filters, kernel: 3, ...more }];
const same = { padding: 'same' };
const out: LayerEntry = ['dense', { units: 3 }];

const activations = ['linear', 'sigmoid', 'tanh', 'relu', 'leaky-relu', 'elu', 'softplus', 'gelu'];

/** Small networks that hold every layer kind, every activation and both losses. */
export const gradientCases: Record<string, NetworkCase> = {
  'conv, pool, dense': {
    input: [2, 8, 8],
    entries: [
      conv(3, { activation: 'sigmoid' }),
      ['pool', { size: 2 }],
      ['dense', { units: 5, activation: 'tanh' }],
      out,
    ],
  },
  'conv, overlapping pools, same padding': {
    input: [1, 7, 8],
    entries: [
      conv(2, { stride: 2, padding: 'same', activation: 'tanh' }),
      ['pool', { size: 3, stride: 1, padding: 'same' }],
      ['pool', { size: 2, stride: 1, padding: 'same', mode: 'average' }],
      ['dense', { units: 6, activation: 'relu' }],
      out,
    ],
  },
  'conv with dilation and explicit padding': {
    input: [2, 7, 6],
    entries: [
      conv(2, { dilation: 2, padding: 2, activation: 'tanh' }),
      conv(2, { stride: 2, dilation: 2, padding: 'same' }),
      conv(2, { kernel: 2, padding: 1, stride: 3 }),
      out,
    ],
  },
  'global average pooling': {
    input: [2, 5, 4],
    entries: [conv(3, { activation: 'tanh' }), ['global-average-pool', {}], out],
  },
  'batch normalisation of maps and of a vector': {
    input: [2, 5, 5],
    entries: [
      conv(3),
      ['batch-norm', { activation: 'tanh' }],
      ['dense', { units: 4 }],
      ['batch-norm', { activation: 'sigmoid', momentum: 0.4 }],
      out,
    ],
  },
  'convolutions of many maps beside a batch normalisation': {
    input: [1, 2, 8],
    entries: [
      conv(16, { ...same, kernel: 2, activation: 'tanh' }),
      ['batch-norm', { activation: 'tanh' }],
      conv(16, { ...same, kernel: 2, activation: 'tanh' }),
      out,
    ],
  },
  'convolutions of few maps beside a batch normalisation': {
    input: [2, 6, 5],
    entries: [
      conv(3, { padding: 1, activation: 'tanh' }),
      ['batch-norm', { activation: 'tanh' }],
      conv(2, { kernel: 2, activation: 'tanh' }),
      conv(2, { dilation: 2, padding: 2, activation: 'tanh' }),
      conv(3, { kernel: 2, padding: 2, activation: 'tanh' }),
      conv(2, { ...same, stride: 2 }),
      out,
    ],
  },
  'layer normalisation of maps and of a vector': {
    input: [2, 5, 5],
    entries: [
      conv(3),
      ['layer-norm', { activation: 'tanh', epsilon: 0.01 }],
      ['dense', { units: 4 }],
      ['layer-norm', { activation: 'sigmoid', epsilon: 0.01 }],
      out,
    ],
  },
  'dropout of maps and of a vector': {
    input: [2, 4, 4],
    entries: [
      ['dropout', { rate: 0.2 }],
      conv(3, { activation: 'tanh' }),
      ['dropout', { rate: 0.5 }],
      ['dense', { units: 6, activation: 'tanh' }],
      ['dropout', { rate: 0.3 }],
      out,
    ],
  },
  'a residual block, identity shortcut': {
    input: [2, 5, 5],
    entries: [
      conv(3, same),
      conv(3, { ...same, activation: 'tanh' }),
      conv(3, same),
      ['residual', { activation: 'tanh' }, [2, 0]],
      out,
    ],
  },
  'a residual block on the input, projected shortcut with a stride': {
    input: [2, 5, 5],
    entries: [
      conv(3, { ...same, stride: 2, activation: 'tanh' }),
      conv(3, same),
      ['residual', { shortcut: 'projection', activation: 'sigmoid' }, [1, -1]],
      ['pool', { size: 2 }],
      out,
    ],
  },
  'residual blocks of vectors, one in the other': {
    input: [6],
    entries: [
      ['dense', { units: 5, activation: 'tanh' }],
      ['dense', { units: 4, activation: 'tanh' }],
      ['dense', { units: 4, activation: 'tanh' }],
      ['residual', { activation: 'linear' }, [2, 1]],
      ['residual', { shortcut: 'projection', activation: 'tanh' }, [3, 0]],
      out,
    ],
  },
  'a block after a conv whose output is pooled and skipped': {
    input: [1, 6, 6],
    entries: [
      conv(2, { ...same, activation: 'tanh' }),
      ['pool', { size: 2 }],
      conv(3, { ...same, activation: 'tanh' }),
      ['residual', { shortcut: 'projection', activation: 'tanh' }, [2, 0]],
      out,
    ],
  },
  'an autoencoder of dense layers, mean squared error': {
    input: [1, 4, 3],
    entries: [
      ['dense', { units: 5, activation: 'tanh' }],
      ['dense', { units: 12, activation: 'sigmoid' }],
    ],
    training: { loss: 'mse', target: 'input' },
  },
  'an autoencoder of convolutions, mean squared error': {
    input: [1, 8, 8],
    entries: [
      conv(2, { stride: 2, padding: 'same', activation: 'tanh' }),
      ['dense', { units: 8, activation: 'tanh' }],
      ['dense', { units: 32, activation: 'tanh' }],
      ['reshape', { shape: [2, 4, 4] }],
      ['upsample', { factor: 2 }],
      conv(1, same),
    ],
    training: { loss: 'mse', target: 'input' },
  },
  'maps made three times as large': {
    input: [2, 2, 3],
    entries: [['upsample', { factor: 3 }], conv(2, { activation: 'tanh' }), out],
  },
  'an autoencoder of dense layers with tied weights': {
    input: [1, 4, 3],
    entries: [
      ['dense', { units: 5, activation: 'tanh' }],
      ['dense', { units: 3, activation: 'sigmoid' }],
      ['dense', { units: 5, activation: 'tanh', tied: 1 }],
      ['dense', { units: 12, activation: 'sigmoid', tied: 0 }],
    ],
    training: { loss: 'mse', target: 'input' },
  },
  'two layers tied to one': {
    input: [4],
    entries: [
      ['dense', { units: 3, activation: 'tanh' }],
      ['dense', { units: 4, activation: 'tanh', tied: 0 }],
      ['dense', { units: 3, activation: 'tanh' }],
      ['dense', { units: 4, activation: 'linear', tied: 0 }],
      out,
    ],
  },
  'mean squared error of one-hot labels': {
    input: [6],
    entries: [['dense', { units: 5, activation: 'tanh' }], out],
    training: { loss: 'mse' },
  },
  'cross-entropy with smoothed labels': {
    input: [6],
    entries: [['dense', { units: 5, activation: 'tanh' }], out],
    training: { labelSmoothing: 0.2 },
  },
  'cross-entropy with weights of classes, and smoothed labels': {
    input: [6],
    entries: [['dense', { units: 5, activation: 'tanh' }], out],
    training: { classWeights: [0.5, 2, 1], labelSmoothing: 0.1 },
  },
  ...Object.fromEntries(
    activations.map((activation): [string, NetworkCase] => [
      `${activation} in a convolution with pooling, a dense layer, normalisations and a block`,
      {
        input: [1, 6, 6],
        entries: [
          conv(2, { activation }),
          ['pool', { size: 2 }],
          ['dense', { units: 4, activation }],
          // A dead rectifier has variance 0: a smaller epsilon would only amplify how engines round.
          ['batch-norm', { activation, epsilon: 0.1 }],
          ['residual', { activation }, [3, 2]],
          ['layer-norm', { activation, epsilon: 0.1 }],
          out,
        ],
      },
    ]),
  ),
};

/** Every optimiser but plain sgd. */
export const optimizers: Record<string, Partial<TrainingSettings>> = {
  'sgd with weight decay': { weightDecay: 0.1 },
  'sgd with momentum and weight decay': { momentum: 0.9, weightDecay: 0.1 },
  "Nesterov's momentum": { momentum: 0.9, nesterov: true },
  adam: { optimizer: 'adam', adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-4 } },
  'adam with weight decay': {
    optimizer: 'adam',
    adam: { beta1: 0.8, beta2: 0.9, epsilon: 1e-3 },
    weightDecay: 0.1,
  },
  adamw: {
    optimizer: 'adamw',
    adam: { beta1: 0.8, beta2: 0.9, epsilon: 1e-3 },
    weightDecay: 0.1,
  },
  'sgd with clipped gradients': { clip: { norm: 0.05 } },
  'adam with clipped gradients and weight decay': {
    optimizer: 'adam',
    adam: { beta1: 0.8, beta2: 0.9, epsilon: 1e-3 },
    clip: { norm: 0.05 },
    weightDecay: 0.1,
  },
};
