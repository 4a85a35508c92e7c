import type { EntropyTerm } from './entropy-term.ts';
import { information, type PendingEstimate, single, weighted } from './mutual-information.ts';
import { type PairBound, requestPairBounds } from './pair-bounds.ts';
import { relativeRedundancy } from './relative-redundancy.ts';
import { type GaussianVariable, gaussianVariable, type Variable } from './variables.ts';

/** What can be estimated, and the variables that each needs. */
export const quantityNeeds = {
  'H(X)': ['X'],
  'H(Y)': ['Y'],
  'H(T)': ['T'],
  'H(Tc)': ['T'],
  'I(X;T)': ['X', 'T'],
  'I(X;Y)': ['X', 'Y'],
  'I(T;Y)': ['T', 'Y'],
  'I(X;Tc)': ['X', 'T'],
  'I(X;{Ti,Tj})': ['X', 'T'],
  'leave-one-out': ['X', 'T'],
  redundancy: ['X', 'T'],
  'relative-redundancy': ['X', 'T'],
  'trade-off': ['X', 'T'],
  'non-redundant': ['X', 'T'],
  'synergy(X;{Ti,Tj})': ['X', 'T'],
  'synergy(Y;{Ti,Tj})': ['T', 'Y'],
  'redundancy(X;{Ti,Tj})': ['X', 'T'],
  'redundancy(Y;{Ti,Tj})': ['T', 'Y'],
} as const;

export type Quantity = keyof typeof quantityNeeds;

/** The variables of a layer; null where a quantity does not need them. */
export interface QuantitySubject {
  readonly x: Variable | null;
  readonly t: { readonly whole: GaussianVariable; readonly maps: readonly GaussianVariable[] } | null;
  readonly y: Variable | null;
  /** Of synergy and redundancy of pairs; the lower one when left out. */
  readonly bound?: PairBound | undefined;
}

/** A value of a quantity: one a layer, a feature map, or a pair of them. */
export interface PendingValue {
  readonly channel: number | null;
  readonly channel2: number | null;
  readonly estimate: PendingEstimate;
  /** The feature maps that are left out. */
  readonly without: readonly GaussianVariable[];
}

/** Asks for the joint entropy of variables. */
export type EntropyOf = (...variables: readonly Variable[]) => EntropyTerm;

/** Whether a quantity is one of single feature maps or pairs, rather than of the whole layer. */
export function isOfMaps(quantity: Quantity): boolean {
  return ofMaps.has(quantity);
}

/** Feature maps that a quantity needs at least. */
export function fewestMaps(quantity: Quantity): number {
  return ofSeveral.has(quantity) ? 2 : 1;
}

const ofSeveral: ReadonlySet<Quantity> = new Set([
  'I(X;{Ti,Tj})',
  'leave-one-out',
  'trade-off',
  'non-redundant',
  'synergy(X;{Ti,Tj})',
  'synergy(Y;{Ti,Tj})',
  'redundancy(X;{Ti,Tj})',
  'redundancy(Y;{Ti,Tj})',
]);
const ofMaps: ReadonlySet<Quantity> = new Set([
  ...ofSeveral,
  'H(Tc)',
  'I(X;Tc)',
  'redundancy',
  'relative-redundancy',
]);

/**
 * Asks for a quantity.
 *
 * H and I of whole variables; H(Tc) and I(X;Tc) of each feature map; I(X;{Ti,Tj}) of each pair; leave-one-out I(X;T without
 * map c) of each map; redundancy sum_c I(X;Tc) - I(X;T), and relative to that sum; over the pairs i < j of C maps, trade-off
 * 2/(C(C-1)) sum [I(X;Ti) + I(X;Tj) - I(X;{Ti,Tj})] and non-redundant information
 * 2/(C(C-1)) sum [2 I(X;{Ti,Tj}) - I(X;Ti) - I(X;Tj)].
 *
 * @source Yu, Jenssen & Príncipe 2018, section 2.2; the pairwise ones: Yu, Wickstrøm, Jenssen & Príncipe 2020, section III
 */
export function requestQuantity(
  quantity: Quantity,
  subject: QuantitySubject,
  entropyOf: EntropyOf,
): PendingValue[] {
  const { x, t, y } = subject;
  const between = (a: Variable, b: Variable) => information(entropyOf(a), entropyOf(b), entropyOf(a, b));
  switch (quantity) {
    case 'H(X)':
      return one(single(entropyOf(x!)));
    case 'H(Y)':
      return one(single(entropyOf(y!)));
    case 'H(T)':
      return one(single(entropyOf(t!.whole)));
    case 'I(X;T)':
      return one(between(x!, t!.whole));
    case 'I(X;Y)':
      return one(between(x!, y!));
    case 'I(T;Y)':
      return one(between(t!.whole, y!));
    case 'H(Tc)':
      return each(t!.maps.map((map) => single(entropyOf(map))));
    case 'I(X;Tc)':
      return each(t!.maps.map((map) => between(x!, map)));
    case 'leave-one-out':
      return t!.maps.map((map, c) => ({
        channel: c,
        channel2: null,
        estimate: between(x!, without(t!.maps, c)),
        without: [map],
      }));
    case 'redundancy':
      return one(
        weighted([...t!.maps.map((map) => [1, between(x!, map)] as const), [-1, between(x!, t!.whole)]]),
      );
    case 'relative-redundancy': {
      const alone = weighted(t!.maps.map((map) => [1, between(x!, map)]));
      return one(relativeRedundancy(alone, between(x!, t!.whole)));
    }
    case 'synergy(X;{Ti,Tj})':
    case 'synergy(Y;{Ti,Tj})':
    case 'redundancy(X;{Ti,Tj})':
    case 'redundancy(Y;{Ti,Tj})': {
      const of = quantity.startsWith('synergy') ? 'synergy' : 'redundancy';
      return requestPairBounds(of, (x ?? y)!, t!.maps, subject.bound ?? 'lower', entropyOf).map(
        ({ i, j, estimate }) => ({ channel: i, channel2: j, estimate, without: [] }),
      );
    }
    default:
      return requestPairs(quantity, x!, t!.maps, entropyOf);
  }
}

function requestPairs(
  quantity: 'I(X;{Ti,Tj})' | 'trade-off' | 'non-redundant',
  x: Variable,
  maps: readonly GaussianVariable[],
  entropyOf: EntropyOf,
): PendingValue[] {
  const hx = entropyOf(x);
  const alone = maps.map((map) => information(hx, entropyOf(map), entropyOf(x, map)));
  const pairs = maps.flatMap((first, i) =>
    maps.slice(i + 1).map((second, after) => ({
      i,
      j: i + 1 + after,
      both: information(hx, entropyOf(first, second), entropyOf(x, first, second)),
    })),
  );
  if (quantity === 'I(X;{Ti,Tj})') {
    return pairs.map(({ i, j, both }) => ({ channel: i, channel2: j, estimate: both, without: [] }));
  }
  const [single, joint] = quantity === 'trade-off' ? [1, -1] : [-1, 2];
  const share = 1 / pairs.length;
  const parts = pairs.flatMap(({ i, j, both }) => [
    [single * share, alone[i]!] as const,
    [single * share, alone[j]!] as const,
    [joint * share, both] as const,
  ]);
  return one(weighted(parts));
}

function one(estimate: PendingEstimate): PendingValue[] {
  return [{ channel: null, channel2: null, estimate, without: [] }];
}

function each(estimates: readonly PendingEstimate[]): PendingValue[] {
  return estimates.map((estimate, channel) => ({ channel, channel2: null, estimate, without: [] }));
}

/** A layer without map c. */
function without(maps: readonly GaussianVariable[], c: number): GaussianVariable {
  const others = maps.filter((_, index) => index !== c);
  const { divisor } = maps[0]!;
  return gaussianVariable(
    `T-${c}`,
    others.flatMap(({ parts }) => parts),
    divisor,
  );
}
