import { renyiEntropy } from './renyi-entropy.ts';

/** A pair of variables with few samples whose matrix-based Rényi quantities are known in closed form. */
export interface KnownCase {
  readonly about: string;
  readonly quantity: 'H(T)' | 'I(X;T)';
  /** X and T, a list of values a sample. */
  readonly x: readonly (readonly number[])[];
  readonly t: readonly (readonly number[])[];
  /** Width of both kernels; far below the distances, a Gaussian kernel only tells same from different. */
  readonly sigma: number;
  /** The known value in bits, by the order of the entropy. */
  readonly bits: (alpha: number) => number;
  readonly source: string;
}

const narrow = 0.05;
const closedForm = 'closed form (Rényi 1961)';
const labels = [...Array(50).fill([0]), ...Array(30).fill([1]), ...Array(20).fill([2])] as [number][];
const inputs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

/** The cases of the calibration card. */
export const knownCases: readonly KnownCase[] = [
  {
    about: 'labels in the proportion 50 : 30 : 20',
    quantity: 'H(T)',
    x: labels,
    t: labels,
    sigma: narrow,
    bits: (alpha) => renyiEntropy([50, 30, 20], alpha),
    source: closedForm,
  },
  {
    about: 'a variable and itself: its entropy',
    quantity: 'I(X;T)',
    x: labels,
    t: labels,
    sigma: narrow,
    bits: (alpha) => renyiEntropy([50, 30, 20], alpha),
    source: closedForm,
  },
  {
    about: 'XOR: one input says nothing of the output',
    quantity: 'I(X;T)',
    x: inputs.map(([a]) => [a]),
    t: inputs.map(([a, b]) => [a === b ? 0 : 1]),
    sigma: narrow,
    bits: () => 0,
    source: 'truth table',
  },
  {
    about: 'XOR: both inputs say it all',
    quantity: 'I(X;T)',
    x: inputs,
    t: inputs.map(([a, b]) => [a === b ? 0 : 1]),
    sigma: narrow,
    bits: () => 1,
    source: 'truth table',
  },
  {
    about: 'AND: one input and the output',
    quantity: 'I(X;T)',
    x: inputs.map(([a]) => [a]),
    t: inputs.map(([a, b]) => [a * b]),
    sigma: narrow,
    bits: (alpha) => 1 + renyiEntropy([3, 1], alpha) - renyiEntropy([2, 1, 1], alpha),
    source: closedForm,
  },
  {
    about: 'two samples at distance 1, width 1',
    quantity: 'H(T)',
    x: [[0], [1]],
    t: [[0], [1]],
    sigma: 1,
    bits: (alpha) => renyiEntropy([1 + Math.exp(-0.5), 1 - Math.exp(-0.5)], alpha),
    source: 'eigenvalues (1 ± exp(-1/2)) / 2',
  },
];
