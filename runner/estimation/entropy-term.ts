import { RunError } from '../../src/node/run-error.ts';
import { classBlocks } from '../kernels/class-blocks.ts';
import { entropy, quadraticEntropy } from '../kernels/entropy.ts';
import { gaussianGram } from '../kernels/gaussian-gram.ts';
import { hadamard } from '../kernels/hadamard.ts';
import { labelEntropy } from '../kernels/label-entropy.ts';
import type { SpectrumDesk } from '../nodes/contract.ts';
import {
  type ClassVariable,
  type GaussianVariable,
  sampleCount,
  type Variable,
  variableKey,
} from './variables.ts';

/** How an entropy is had: from class counts, from the Frobenius norm, or from all eigenvalues in float64. */
export type EntropyMethod = 'class-counts' | 'frobenius' | 'spectrum-f64';

/** An entropy that was asked for; `bits` can be read once the desk has solved. */
export interface EntropyTerm {
  /** Such as `H(X)` or `H(X,T)`. */
  readonly name: string;
  readonly samples: number;
  readonly method: EntropyMethod;
  /** Names of its variables whose Gram matrix is all ones, to within 1e-6. */
  readonly collapsed: readonly string[];
  readonly bits: () => number;
}

/**
 * Asks for the joint entropy S_a of one or more variables: eqs (2), (3) and (8) of Yu, Jenssen & Príncipe 2018.
 *
 * Gaussian variables are multiplied into one Gram matrix; with classes it falls into one block a class.
 * @throws RunError when a sample is not finite
 */
export function requestEntropy(
  variables: readonly Variable[],
  alpha: number,
  desk: SpectrumDesk,
): EntropyTerm {
  const gaussian = variables.filter((variable): variable is GaussianVariable => variable.kind === 'gaussian');
  const classes = variables.filter((variable): variable is ClassVariable => variable.kind === 'classes');
  if (classes.length > 1) throw new Error('a joint entropy takes at most one variable of classes');
  const facts = {
    name: `H(${variables.map(({ name }) => name).join(',')})`,
    samples: sampleCount(variables[0]!),
    collapsed: gaussian
      .filter((variable) => isCollapsed(gramOf(variable, desk), variable))
      .map(({ name }) => name),
  };
  const labels = classes[0]?.labels;
  if (gaussian.length === 0) {
    return { ...facts, method: 'class-counts', bits: () => labelEntropy(labels!, alpha) };
  }
  const key = variables.map(variableKey).join(' o ');
  const blocks = () => jointBlocks(gaussian, labels, desk);
  if (alpha === 2) {
    const bits = desk.share(`frobenius ${key}`, () => quadraticEntropy(blocks()));
    return { ...facts, method: 'frobenius', bits: () => bits };
  }
  const spectra = desk.share(`spectra ${key}`, () =>
    blocks().map((block, index) => desk.request(`${key} #${index}`, Math.sqrt(block.length), () => block)),
  );
  return {
    ...facts,
    method: 'spectrum-f64',
    bits: () => entropy(joined(spectra.map((read) => read())), alpha),
  };
}

/** The Gram matrix of Gaussian variables together, or its blocks by class. */
function jointBlocks(
  variables: readonly GaussianVariable[],
  labels: ArrayLike<number> | undefined,
  desk: SpectrumDesk,
): Float64Array[] {
  const grams = variables.map((variable) => gramOf(variable, desk));
  const gram = grams.length === 1 ? grams[0]! : hadamard(grams);
  return labels === undefined ? [gram] : classBlocks(gram, labels);
}

function gramOf(variable: GaussianVariable, desk: SpectrumDesk): Float64Array {
  return desk.share(`gram ${variableKey(variable)}`, () => {
    const terms = variable.parts.map(({ key, samples, sigma }) => {
      try {
        return { distances: desk.distances(key, samples), sigma };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new RunError(`${variable.name} cannot be estimated: ${error.message}`, { cause: error });
      }
    });
    return gaussianGram(terms, sampleCount(variable), variable.divisor);
  });
}

/** Whether all entries are at least 1 - 1e-6; most matrices say no within a few entries. */
function isCollapsed(gram: Float64Array, variable: Variable): boolean {
  return sampleCount(variable) > 1 && gram.every((value) => value >= 1 - 1e-6);
}

function joined(spectra: readonly Float64Array[]): Float64Array {
  if (spectra.length === 1) return spectra[0]!;
  const all = new Float64Array(spectra.reduce((count, spectrum) => count + spectrum.length, 0));
  let at = 0;
  for (const spectrum of spectra) {
    all.set(spectrum, at);
    at += spectrum.length;
  }
  return all;
}
