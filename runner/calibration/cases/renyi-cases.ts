import type { KernelDivisor } from '../../kernels/gaussian-gram.ts';
import { times } from '../known-answers.ts';
import { renyiEntropy } from './renyi-entropy.ts';

type Values = readonly (readonly number[])[];

/** A pair of variables with few samples whose matrix-based Rényi quantities are known in closed form. */
export interface RenyiCase {
  readonly about: string;
  readonly quantity: 'H(T)' | 'I(X;T)' | 'I(T;Y)';
  /** X and T, a list of values a sample. */
  readonly x: Values;
  readonly t: Values;
  /** Class of each sample, where there are classes. */
  readonly labels?: readonly number[];
  /** Width of the kernels of X and T; far below the distances, a Gaussian kernel only tells same from different. */
  readonly width: number;
  /** The known value in bits. */
  readonly bits: number;
  readonly source: string;
}

/** What the closed forms depend on. */
export interface RenyiKernels {
  /** Order of the entropy, infinity too. */
  readonly alpha: number;
  readonly divisor: KernelDivisor;
  /** The kernel of two different classes, of so many samples of 3 classes: 0 by the delta kernel. */
  readonly classLikeness: (samples: number) => number;
}

const closedForm = 'closed form (Rényi 1961)';
const parts = [50, 30, 20];
const labels = parts.flatMap((count, label) => times(count, () => [label]));
const thirds = times(30, (i) => i % 3);
const inputs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;
const first = inputs.map(([a]) => [a]);
const xor = inputs.map(([a, b]) => [a === b ? 0 : 1]);

/** The cases of the calibration card, under the estimator's kernels and of its order. */
export function renyiCases({ alpha, divisor, classLikeness }: RenyiKernels): readonly RenyiCase[] {
  const entropy = (...weights: readonly number[]) => renyiEntropy(weights, alpha);
  // At these widths the kernel of two different samples is exp(-200) or less.
  const width = divisor === 's' ? 0.0025 : 0.05;
  const exponent = divisor === '2s2' ? 1 / 2 : 1;
  const likeness = Math.exp(-exponent);
  const among = classLikeness(thirds.length);
  const truth = 'truth table';
  return [
    {
      about: 'labels in the proportion 50 : 30 : 20',
      quantity: 'H(T)',
      x: labels,
      t: labels,
      width,
      bits: entropy(...parts),
      source: closedForm,
    },
    {
      about: 'a variable and itself: its entropy',
      quantity: 'I(X;T)',
      x: labels,
      t: labels,
      width,
      bits: entropy(...parts),
      source: closedForm,
    },
    {
      about: 'XOR: one input says nothing of the output',
      quantity: 'I(X;T)',
      x: first,
      t: xor,
      width,
      bits: 0,
      source: truth,
    },
    {
      about: 'XOR: both inputs say it all',
      quantity: 'I(X;T)',
      x: inputs,
      t: xor,
      width,
      bits: 1,
      source: truth,
    },
    {
      about: 'AND: one input and the output',
      quantity: 'I(X;T)',
      x: first,
      t: inputs.map(([a, b]) => [a * b]),
      width,
      bits: 1 + entropy(3, 1) - entropy(2, 1, 1),
      source: closedForm,
    },
    {
      about: 'two samples at distance 1, width 1',
      quantity: 'H(T)',
      x: [[0], [1]],
      t: [[0], [1]],
      width: 1,
      bits: entropy(1 + likeness, 1 - likeness),
      source: `eigenvalues (1 ± exp(-${exponent === 1 ? '1' : '1/2'})) / 2`,
    },
    {
      about: 'three classes of one size, which T tells apart: the entropy of the classes',
      quantity: 'I(T;Y)',
      x: thirds.map((label) => [label]),
      t: thirds.map((label) => [label]),
      labels: thirds,
      width,
      bits: entropy(1 + 2 * among, 1 - among, 1 - among),
      source: among === 0 ? closedForm : `eigenvalues (1 + 2 q) / 3 and (1 - q) / 3, q = ${brief(among)}`,
    },
  ];
}

function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}
