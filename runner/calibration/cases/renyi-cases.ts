import type { KernelDivisor } from '../../contract/numerics.ts';
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
export function renyiCases(kernels: RenyiKernels): readonly RenyiCase[] {
  const { alpha, divisor } = kernels;
  const entropy: Entropy = (...weights) => renyiEntropy(weights, alpha);
  // At these widths the kernel of two different samples is exp(-200) or less.
  const width = divisor === 's' ? 0.0025 : 0.05;
  return [
    ...[...countedCases(entropy), ...gateCases(entropy)].map((each) => ({ ...each, width })),
    twoSamples(entropy, divisor),
    { ...threeClasses(entropy, kernels), width },
  ];
}

type Entropy = (...weights: readonly number[]) => number;
type DiscreteCase = Omit<RenyiCase, 'width'>;

function countedCases(entropy: Entropy): readonly DiscreteCase[] {
  const same = { x: labels, t: labels, bits: entropy(...parts), source: closedForm };
  return [
    { ...same, about: 'labels in the proportion 50 : 30 : 20', quantity: 'H(T)' },
    { ...same, about: 'a variable and itself: its entropy', quantity: 'I(X;T)' },
  ];
}

function gateCases(entropy: Entropy): readonly DiscreteCase[] {
  const quantity = 'I(X;T)';
  const source = 'truth table';
  return [
    { about: 'XOR: one input says nothing of the output', quantity, x: first, t: xor, bits: 0, source },
    { about: 'XOR: both inputs say it all', quantity, x: inputs, t: xor, bits: 1, source },
    {
      about: 'AND: one input and the output',
      quantity,
      x: first,
      t: inputs.map(([a, b]) => [a * b]),
      bits: 1 + entropy(3, 1) - entropy(2, 1, 1),
      source: closedForm,
    },
  ];
}

function twoSamples(entropy: Entropy, divisor: KernelDivisor): RenyiCase {
  const exponent = divisor === '2s2' ? '1/2' : '1';
  const likeness = Math.exp(divisor === '2s2' ? -1 / 2 : -1);
  return {
    about: 'two samples at distance 1, width 1',
    quantity: 'H(T)',
    x: [[0], [1]],
    t: [[0], [1]],
    width: 1,
    bits: entropy(1 + likeness, 1 - likeness),
    source: `eigenvalues (1 ± exp(-${exponent})) / 2`,
  };
}

function threeClasses(entropy: Entropy, { classLikeness }: RenyiKernels): DiscreteCase {
  const among = classLikeness(thirds.length);
  const values = thirds.map((label) => [label]);
  return {
    about: 'three classes of one size, which T tells apart: the entropy of the classes',
    quantity: 'I(T;Y)',
    x: values,
    t: values,
    labels: thirds,
    bits: entropy(1 + 2 * among, 1 - among, 1 - among),
    source: among === 0 ? closedForm : `eigenvalues (1 + 2 q) / 3 and (1 - q) / 3, q = ${brief(among)}`,
  };
}

function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}
