import type { ClaimCase, ClaimTrial } from '../../contract/claim.ts';
import { meanOf } from '../../kernels/statistics/mean-interval.ts';

/** Values that are compared with each other, in order, in every trial of a setting. */
export interface Chain {
  readonly setting: string;
  /** What it is of, such as `C2`; empty where the places say it. */
  readonly of: string;
  /** Epoch of the point of training; null where it goes along the training, or has none. */
  readonly epoch: number | null;
  /** Places in words: layers, values of an axis, points of training. */
  readonly places: readonly string[];
  /** Where the places are: the epoch, the value of an axis, or the number of the place. */
  readonly at: readonly number[];
  readonly trials: readonly ChainTrial[];
}

/** The values of one trial, null where one is missing: means of the rows that fall together. */
export interface ChainTrial {
  readonly trial: ClaimTrial;
  readonly values: readonly (number | null)[];
}

/** A chain of which the values of its trials are made when they are asked for: there can be one for each point of training. */
export interface KeptChain extends Omit<Chain, 'trials'> {
  readonly trials: () => readonly ChainTrial[];
}

/** What one chain says in one trial. */
export interface ChainFinding {
  readonly cases: readonly Omit<ClaimCase, 'place' | 'epoch'>[];
  /** Margin of the worst case; null without one. */
  readonly worst: number | null;
  /** Cases without a value. */
  readonly missing: number;
  /** Whether its values differ by more than the tolerance, or the claim speaks whatever they do. */
  readonly telling: boolean;
}

/** A margin that is a sum of at most two values of a chain and an offset, so that it can be made of means over trials too. */
export interface Contrast {
  readonly what: string;
  readonly weights: readonly (readonly [place: number, weight: number])[];
  readonly offset: number;
  readonly strict: boolean;
  /** Whether it is a pair of values that is no step. */
  readonly pair?: true;
}

/** How a kind of claim judges chains. */
export interface ChainJudge {
  /** Judges the chain in one trial. */
  readonly trial: (values: readonly (number | null)[], chain: Chain) => ChainFinding;
  /** The margins that are judged over trials; where left out, those of the trials' cases. */
  readonly contrasts?: (chain: Chain) => readonly Contrast[];
}

/** Means over the trials that have a value, place by place. */
export function chainMeans({ places, trials }: Chain): (number | null)[] {
  return places.map((_, place) => {
    const known = trials.flatMap(({ values }) => values[place] ?? []);
    return known.length === 0 ? null : meanOf(known);
  });
}
