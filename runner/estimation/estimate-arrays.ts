import { RunError } from '../../src/node/run-error.ts';
import type { Numerics } from '../kernels/numerics.ts';
import type { NdArray } from '../readers/nd-array.ts';
import { alarms } from './alarms.ts';
import {
  type ArrayKernels,
  classVariable,
  type Layout,
  layerVariables,
  oneHot,
  vectorVariable,
} from './array-variables.ts';
import type { EntropyTerm } from './entropy-term.ts';
import { type PendingEstimate, requestInformation, requestSingle } from './mutual-information.ts';
import { createSpectrumDesk } from './spectrum-desk.ts';
import { sampleCount, type Variable } from './variables.ts';

/** The quantities that arrays are estimated for, and the variables that each needs. */
export const arrayQuantities = {
  'H(X)': ['X'],
  'H(Y)': ['Y'],
  'H(T)': ['T'],
  'I(X;T)': ['X', 'T'],
  'I(X;Y)': ['X', 'Y'],
  'I(T;Y)': ['T', 'Y'],
  'I(X;Tc)': ['X', 'T'],
  redundancy: ['X', 'T'],
} as const;

export type ArrayQuantity = keyof typeof arrayQuantities;

/** Arrays from anywhere; the first axis is the samples. */
export interface Arrays {
  readonly x?: NdArray;
  readonly t?: NdArray;
  /** Real-valued Y. */
  readonly y?: NdArray;
  /** Y as classes. */
  readonly labels?: NdArray;
}

export interface ArraySettings {
  readonly alpha: number;
  readonly layout: Layout;
  readonly kernels: ArrayKernels;
  readonly labelKernel: 'delta' | 'rbf';
}

/** Bits throughout. */
export interface ArrayEstimate {
  /** One value; for `I(X;Tc)` one a feature map. */
  readonly value: number | readonly number[];
  readonly samples: number;
  /** Feature maps of T; null when it has none. */
  readonly maps: number | null;
  /** Widths of the kernels that were used. */
  readonly sigma: Readonly<Record<string, number>>;
  readonly entropies: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
}

/**
 * Matrix-based Rényi quantities of arrays.
 *
 * Redundancy is sum_c I(X;T^c) - I(X;T), over the feature maps of T.
 * @throws RunError when the arrays do not have the same samples, or hold what cannot be estimated
 */
export function estimateArrays(
  quantity: ArrayQuantity,
  arrays: Arrays,
  settings: ArraySettings,
  numerics: Numerics,
): ArrayEstimate {
  const desk = createSpectrumDesk(numerics);
  const { alpha, kernels } = settings;
  const needs: readonly string[] = arrayQuantities[quantity];
  const x = needs.includes('X') ? vectorVariable('X', given(arrays.x, 'X'), kernels) : null;
  const t = needs.includes('T') ? layerVariables(given(arrays.t, 'T'), settings.layout, kernels) : null;
  const y = needs.includes('Y') ? targetVariable(arrays, settings) : null;
  const variables = [x, t?.joint ?? null, y].filter(
    (variable): variable is NonNullable<typeof variable> => !!variable,
  );
  const samples = commonSamples(variables);

  const joint = (): PendingEstimate => {
    const [first, second] = variables as [Variable, Variable?];
    return second ? requestInformation(first, second, alpha, desk) : requestSingle(first, alpha, desk);
  };
  const perMap = (): PendingEstimate[] => t!.maps.map((map) => requestInformation(x!, map, alpha, desk));
  const maps = quantity === 'I(X;Tc)' || quantity === 'redundancy' ? perMap() : [];
  const whole = quantity === 'I(X;Tc)' ? null : joint();
  desk.solve();

  const alone = maps.map(({ bits }) => bits());
  const sum = alone.reduce((total, value) => total + value, 0);
  const terms = [...(whole?.terms ?? []), ...maps.flatMap((map) => map.terms)];
  return {
    value: whole === null ? alone : quantity === 'redundancy' ? sum - whole.bits() : whole.bits(),
    samples,
    maps: arrays.t?.shape.length === 4 && t ? t.maps.length : null,
    sigma: widths(variables),
    entropies: Object.fromEntries(terms.map(({ name, bits }) => [name, bits()])),
    flags: alarms(distinct(terms)),
  };
}

function given(array: NdArray | undefined, name: string): NdArray {
  if (!array) throw new Error(`estimateArrays() without ${name}`);
  return array;
}

function targetVariable({ y, labels }: Arrays, { labelKernel, kernels }: ArraySettings): Variable {
  if (!labels) return vectorVariable('Y', given(y, 'Y'), kernels);
  const classes = classVariable(labels);
  return labelKernel === 'delta' ? classes : vectorVariable('Y', oneHot(classes), kernels);
}

function commonSamples(variables: readonly Variable[]): number {
  const counts = variables.map(sampleCount);
  if (new Set(counts).size > 1) {
    const list = variables.map(({ name }, at) => `${name} has ${counts[at]}`).join(', ');
    throw new RunError(`the arrays do not have the same number of samples: ${list}`, {
      hint: 'row i of every array must be the same sample',
    });
  }
  return counts[0]!;
}

function widths(variables: readonly Variable[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const variable of variables) {
    if (variable.kind === 'gaussian') found[variable.name.toLowerCase()] = variable.parts[0]!.sigma;
  }
  return found;
}

function distinct(terms: readonly EntropyTerm[]): EntropyTerm[] {
  return [...new Map(terms.map((term) => [term.name, term])).values()];
}
