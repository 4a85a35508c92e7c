import type { KernelDivisor, KernelSamples } from '../../contract/numerics.ts';
import { labelsInOrder, type SampleOrder } from '../permutation-null.ts';

/** One tensor of a variable, with the width of its kernel. */
export interface VariablePart {
  /** Names the samples within the capture: equal keys mean equal samples. */
  readonly key: string;
  readonly samples: KernelSamples;
  readonly sigma: number;
  /** Row i is sample `places[i]`, for parts that are permuted against each other. */
  readonly order?: SampleOrder;
}

/**
 * A variable under Gaussian kernels. Several parts are joint: feature maps of one width can be one part (their
 * squared distances add up), maps of different widths are parts of their own.
 */
export interface GaussianVariable {
  readonly kind: 'gaussian';
  /** As it is printed: `X`, `T`, `dL`. */
  readonly name: string;
  readonly parts: readonly VariablePart[];
  readonly divisor: KernelDivisor;
  /** The variable that this one is with its samples in another order; `parts` are as there. */
  readonly reordered?: Reordered<GaussianVariable>;
}

/** Samples in another order: row i is sample `places[i]` of `of`. */
export interface Reordered<Of> {
  readonly of: Of;
  readonly order: SampleOrder;
}

/** A variable under the delta kernel. */
export interface ClassVariable {
  readonly kind: 'classes';
  readonly name: string;
  /** Names the classes within the capture. */
  readonly key: string;
  /** In the order of the samples of this variable. */
  readonly labels: ArrayLike<number>;
  readonly reordered?: Reordered<ClassVariable>;
}

export type Variable = GaussianVariable | ClassVariable;

/** A variable with its samples in another order: paired anew with those of others. */
export function reorder(variable: Variable, order: SampleOrder): Variable {
  const name = `permuted ${variable.name}`;
  if (variable.kind === 'gaussian') return { ...variable, name, reordered: { of: variable, order } };
  const labels = labelsInOrder(variable.labels, order);
  return {
    ...variable,
    name,
    key: `${variable.key} in ${order.key}`,
    labels,
    reordered: { of: variable, order },
  };
}

/** Feature maps together, each with its samples in an order of its own. @param maps of one part each */
export function apart(maps: readonly GaussianVariable[], orders: readonly SampleOrder[]): GaussianVariable {
  const parts = maps.map(({ parts: [part] }, c) => ({ ...part!, order: orders[c]! }));
  return { kind: 'gaussian', name: 'permuted T', parts, divisor: maps[0]!.divisor };
}

/** A Gaussian variable of one part, or of several together. */
export function gaussianVariable(
  name: string,
  parts: VariablePart | readonly VariablePart[],
  divisor: KernelDivisor = '2s2',
): GaussianVariable {
  return { kind: 'gaussian', name, parts: 'samples' in parts ? [parts] : parts, divisor };
}

/** Samples behind a variable. */
export function sampleCount(variable: Variable): number {
  return variable.kind === 'classes' ? variable.labels.length : variable.parts[0]!.samples.n;
}

/** Everything that decides a variable's Gram matrix, as text. */
export function variableKey(variable: Variable): string {
  if (variable.kind === 'classes') return variable.key;
  const { parts, divisor, reordered } = variable;
  const own = ({ order }: VariablePart) => (order ? ` in ${order.key}` : '');
  const key = parts.map((part) => `${part.key}[${divisor}: ${part.sigma}]${own(part)}`).join(' & ');
  return reordered ? `${key} in ${reordered.order.key}` : key;
}

/** Classes as one-hot vectors `[n, classes]`, for a Gaussian kernel on labels. */
export function oneHot(labels: ArrayLike<number>): KernelSamples {
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const [n, d] = [labels.length, classes.length];
  const values = new Float64Array(n * d);
  for (let i = 0; i < n; i += 1) values[i * d + classes.indexOf(labels[i]!)] = 1;
  return { values, n, d };
}

/** The delta kernel as a matrix `[n, n]`. */
export function deltaKernel(labels: ArrayLike<number>): Float64Array {
  const n = labels.length;
  const kernel = new Float64Array(n * n);
  for (let at = 0; at < n * n; at += 1) kernel[at] = labels[Math.floor(at / n)] === labels[at % n] ? 1 : 0;
  return kernel;
}
