import type { SpectrumDesk } from '../../contract/estimator.ts';
import type { Factors, KernelTerm } from '../../contract/numerics.ts';
import { classBlocks, classMembers } from '../../kernels/class-blocks.ts';
import { exponentScale } from '../../kernels/gaussian-gram.ts';
import { hadamard } from '../../kernels/hadamard.ts';
import { inOrder, sumInOrders } from '../../kernels/in-order.ts';
import { understood } from '../shannon-row.ts';
import { variableIds } from './variable-ids.ts';
import { type ClassVariable, type GaussianVariable, sampleCount, type VariablePart } from './variables.ts';

/** Up to this many samples the Gram matrix of each variable is kept, and joint ones are products of them. */
const keptSamples = 1024;

/** A diagonal block of a Gram matrix, as factors that are made when they are needed. */
export interface LazyBlock {
  readonly size: number;
  readonly build: () => Factors;
}

/** The Gram matrix of Gaussian variables together, or its blocks by class. */
export function jointBlocks(
  variables: readonly GaussianVariable[],
  classes: ClassVariable | undefined,
  n: number,
  desk: SpectrumDesk,
): LazyBlock[] {
  if (classes === undefined) return [{ size: n, build: () => jointGram(variables, n, desk) }];
  const members = classMembers(classes.labels);
  const named = variables.map(variableIds(desk).gram).join(' o ');
  if (classes.reordered) {
    // blocks of each order are made when they are solved: those of all orders would be too many to keep, as would all pairs of maps
    const product = () => hadamard(jointGram(variables, n, desk));
    const whole = () => (variables.length === 1 ? desk.share(`whole ${named}`, product) : product());
    return members.map((own) => ({ size: own.length, build: () => classBlocks(whole(), n, [own]) }));
  }
  const blocks = () => classBlocks(hadamard(jointGram(variables, n, desk)), n, members);
  return members.map((own, at) => ({
    size: own.length,
    build: () => [desk.share(`blocks ${named}`, blocks)[at]!],
  }));
}

/** Factors of the Gram matrix of Gaussian variables together. */
function jointGram(variables: readonly GaussianVariable[], n: number, desk: SpectrumDesk): Factors {
  if (n > keptSamples) return [gramOf(variables, n, desk)];
  const ids = variableIds(desk);
  return variables.map(({ reordered, ...variable }, at) => {
    const kept = reordered?.of ?? variables[at]!;
    // those of maps that are permuted apart would be as many as permutations
    if (kept.parts.some(({ order }) => order)) return gramOf([kept], n, desk);
    const gram = desk.share(`gram ${ids.gram(kept)}`, () => gramOf([variable], n, desk));
    return reordered ? inOrder(gram, reordered.order.places) : gram;
  });
}

function gramOf(variables: readonly GaussianVariable[], n: number, desk: SpectrumDesk): Float64Array {
  const terms = variables.flatMap((variable) => {
    const { name, parts, divisor, reordered } = variable;
    if (parts.some(({ order }) => order)) return [exponentsApart(variable, n, desk)];
    return parts.map((part) => {
      const distances = distancesOf(name, part, desk);
      const own = reordered ? inOrder(distances, reordered.order.places) : distances;
      return { distances: own, sigma: part.sigma, divisor };
    });
  });
  return desk.gram(terms, n);
}

/** The exponents of parts in orders of their own, summed: one matrix however many parts there are. */
function exponentsApart(
  { name, parts, divisor }: GaussianVariable,
  n: number,
  desk: SpectrumDesk,
): KernelTerm {
  const terms = parts.map((part) => ({
    matrix: distancesOf(name, part, desk),
    places: part.order!.places,
    factor: exponentScale(part.sigma, divisor),
  }));
  // divided by the width, which is 1
  return { distances: sumInOrders(terms, n), sigma: 1, divisor: 's' };
}

/**
 * Squared distances of a part of a variable.
 * @throws RunError that names the variable when a sample is not finite
 */
export function distancesOf(
  name: string,
  { key, samples }: Pick<VariablePart, 'key' | 'samples'>,
  desk: SpectrumDesk,
): Float64Array {
  return understood(name, () => desk.distances(key, samples));
}

/** Whether all entries of the Gram matrix are at least 1 - 1e-6; most matrices say no within a few entries. */
export function isCollapsed(variable: GaussianVariable, desk: SpectrumDesk): boolean {
  if (variable.reordered) return isCollapsed(variable.reordered.of, desk);
  return desk.share(`collapsed ${variableIds(desk).gram(variable)}`, () => {
    const terms = variable.parts.map((part) => ({
      distances: distancesOf(variable.name, part, desk),
      scale: exponentScale(part.sigma, variable.divisor),
      places: part.order?.places,
    }));
    const n = sampleCount(variable);
    const count = n ** 2;
    for (let at = 0; at < count; at += 1) {
      let exponent = 0;
      for (const { distances, scale, places } of terms) {
        const from = places ? places[Math.floor(at / n)]! * n + places[at % n]! : at;
        exponent += scale * distances[from]!;
      }
      if (exponent > 1e-6) return false;
    }
    return count > 1;
  });
}

/** Names of the variables whose Gram matrix is all ones. */
export function collapsedNames(variables: readonly GaussianVariable[], desk: SpectrumDesk): string[] {
  return variables.filter((variable) => isCollapsed(variable, desk)).map(({ name }) => name);
}
