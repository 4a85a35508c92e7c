import type { EntropyTerm } from './entropy-term.ts';
import { information, type PendingEstimate } from './mutual-information.ts';
import type { GaussianVariable, Variable } from './variables.ts';

/** Which end of what a decomposition can say; `minimum` is the one that takes the least information as redundancy. */
export type PairBound = 'lower' | 'upper' | 'minimum';

/** A bound on what two maps say about a target together alone, or each for itself. */
export interface PairValue {
  readonly i: number;
  readonly j: number;
  readonly estimate: PendingEstimate;
}

type Bits = (alone: number, other: number, both: number) => number;

/**
 * In terms of I1 = I(target; Ti), I2 = I(target; Tj) and I12 = I(target; {Ti, Tj}), which any decomposition into unique,
 * redundant and synergistic information adds up to: I1 = U1 + R, I2 = U2 + R, I12 = U1 + U2 + R + S, none of them below 0.
 */
const bounds: Readonly<Record<'synergy' | 'redundancy', Readonly<Record<PairBound, Bits>>>> = {
  synergy: {
    lower: (alone, other, both) => Math.max(0, both - alone - other),
    upper: (alone, other, both) => both - Math.max(alone, other),
    minimum: (alone, other, both) => both - Math.max(alone, other),
  },
  redundancy: {
    lower: (alone, other, both) => Math.max(0, alone + other - both),
    upper: (alone, other) => Math.min(alone, other),
    minimum: (alone, other) => Math.min(alone, other),
  },
};

/**
 * Asks for a bound on the synergy, or the redundancy, of every two maps about a target.
 *
 * max(0, I12 - I1 - I2) <= S <= I12 - max(I1, I2) and max(0, I1 + I2 - I12) <= R <= min(I1, I2). With the minimum as redundancy
 * (Barrett 2015, for Gaussian systems) both are at their upper ends.
 *
 * @source Williams & Beer 2010 (the decomposition); Barrett 2015, Exploration of synergistic and redundant information sharing
 */
export function requestPairBounds(
  of: 'synergy' | 'redundancy',
  target: Variable,
  maps: readonly GaussianVariable[],
  bound: PairBound,
  entropyOf: (...variables: readonly Variable[]) => EntropyTerm,
): PairValue[] {
  const alone = maps.map((map) => information(entropyOf(target), entropyOf(map), entropyOf(map, target)));
  const bits = bounds[of][bound];
  return maps.flatMap((first, i) =>
    maps.slice(i + 1).map((second, after) => {
      const j = i + 1 + after;
      const joint = entropyOf(first, second, target);
      const both = information(entropyOf(target), entropyOf(first, second), joint);
      const parts = [alone[i]!, alone[j]!, both] as const;
      return { i, j, estimate: boundOf(parts, bits) };
    }),
  );
}

/** A value that is no sum of entropies: its standard error is at most that of all informations together. */
function boundOf(
  parts: readonly [PendingEstimate, PendingEstimate, PendingEstimate],
  bits: Bits,
): PendingEstimate {
  const [one, other, both] = parts;
  return {
    terms: [...new Set(parts.flatMap(({ terms }) => terms))],
    weights: [],
    bits: () => bits(one.bits(), other.bits(), both.bits()),
    stderr: () => Math.hypot(one.stderr(), other.stderr(), both.stderr()),
  };
}
