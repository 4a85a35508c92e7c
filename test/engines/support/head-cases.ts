import type { TrainingSettings } from '../../../runner/contract/engine.ts';
import { chainWithHeads, type LayerEntry } from '../../../runner/engines/chain-layers.ts';
import type { NetworkPlan } from '../../../src/plan/plan.ts';

export interface HeadCase {
  readonly network: NetworkPlan;
  readonly training?: Partial<TrainingSettings>;
}

const conv = (filters: number, more = {}): LayerEntry => [
  'conv',
  { filters, kernel: 3, padding: 'same', activation: 'tanh', ...more },
];
const pool: LayerEntry = ['pool', { size: 2 }];
const dense = (units: number, more = {}): LayerEntry => ['dense', { units, activation: 'tanh', ...more }];
const out: LayerEntry = ['dense', { units: 3 }];

/** Two convolutions with pools, a dense layer and the output: layers 0 to 5. */
const trunk = [conv(2), pool, conv(3), pool, dense(5), out];
const block: LayerEntry[] = [
  conv(3),
  conv(3),
  conv(3, { activation: 'linear' }),
  ['residual', { activation: 'tanh' }, [2, 0]],
  pool,
  out,
];

/** Networks with heads, by what is told apart in them; none is tied, drops or normalises. */
export const headCases: Readonly<Record<string, HeadCase>> = {
  'a head all of whose gradient goes down': {
    network: chainWithHeads([1, 8, 8], trunk, { A: { after: 1, weight: 0.3, entries: [dense(4), out] } }),
  },
  'a relay: the main loss ends where the head reads, and above it both are': {
    network: chainWithHeads([1, 8, 8], trunk, { A: { after: 3, weight: 0.7, entries: [out] } }, 2),
  },
  'a loss that ends between a convolution and its pool': {
    network: chainWithHeads(
      [1, 8, 8],
      trunk,
      { A: { after: 4, weight: 1, lowest: 3, entries: [out] }, B: { after: 1, weight: 2, entries: [out] } },
      1,
    ),
  },
  'a head on a convolution that is pooled': {
    network: chainWithHeads([1, 8, 8], trunk, {
      A: { after: 2, weight: 0.5, lowest: 2, entries: [pool, out] },
    }),
  },
  'a head that moves its own layers alone': {
    network: chainWithHeads([1, 8, 8], trunk, { A: { after: 3, weight: 1, lowest: 4, entries: [out] } }),
  },
  'two heads on one layer, one cut': {
    network: chainWithHeads([6], [dense(5), dense(5), dense(4), out], {
      A: { after: 1, weight: 0.4, lowest: 1, entries: [dense(3), out] },
      B: { after: 1, weight: 0.6, entries: [out] },
    }),
  },
  'a head inside a block, and a main loss that ends inside it': {
    network: chainWithHeads([2, 4, 4], block, { A: { after: 1, weight: 0.5, entries: [pool, out] } }, 2),
  },
  'a block in a head': {
    network: chainWithHeads([5], [dense(4), dense(4), out], {
      A: {
        after: 0,
        weight: 0.5,
        entries: [dense(4), ['residual', { activation: 'tanh' }, [3, 0]], out],
      },
    }),
  },
  'layers that no loss reaches': {
    network: chainWithHeads(
      [6],
      [dense(5), dense(4), out],
      { A: { after: 1, weight: 1, lowest: 1, entries: [out] } },
      1,
    ),
  },
  'smoothed labels and weights of classes, at heads too': {
    network: chainWithHeads([6], [dense(5), dense(4), out], { A: { after: 0, weight: 0.3, entries: [out] } }),
    training: { labelSmoothing: 0.1, classWeights: [0.5, 1, 2] },
  },
  'mean squared errors': {
    network: chainWithHeads([6], [dense(5), dense(4), out], { A: { after: 0, weight: 0.3, entries: [out] } }),
    training: { loss: 'mse' },
  },
};

/** Networks with heads whose layers drop, normalise or are tied: engines are held against each other on them. */
export const otherHeadCases: Readonly<Record<string, HeadCase>> = {
  'normalisation and dropout in a head': {
    network: chainWithHeads([2, 6, 6], [conv(3), ['batch-norm', { activation: 'tanh' }], pool, out], {
      A: { after: 1, weight: 0.5, entries: [['dropout', { rate: 0.4 }], dense(4), ['batch-norm', {}], out] },
    }),
  },
  'gradients clipped over the weights of the network and its heads': {
    network: chainWithHeads(
      [6],
      [dense(5), dense(4), out],
      { A: { after: 0, weight: 3, entries: [out] } },
      1,
    ),
    training: { clip: { norm: 0.05 } },
  },
  'tied layers on both sides of a cut': {
    network: chainWithHeads(
      [4],
      [
        dense(3),
        dense(4, { tied: 0 }),
        dense(3),
        dense(4, { tied: 2 }),
        dense(3),
        dense(4, { tied: 0 }),
        out,
      ],
      { A: { after: 3, weight: 0.5, entries: [dense(3), dense(4, { tied: 0 }), out] } },
      3,
    ),
  },
};
