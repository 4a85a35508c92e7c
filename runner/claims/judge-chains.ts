import type { TrialFinding } from '../contract/claim.ts';
import { bootstrapStatistic } from './bootstrap-interval.ts';
import type { ChainCell } from './chain-cell.ts';
import type { Chain, Chains } from './make-chains.ts';

/** One thing that a claim says. */
export interface ClaimCase {
  /** How far it is from being a violation, in the unit of the quantity. */
  readonly margin: number;
  readonly violated: boolean;
  /** A difference that would be as often negative as positive if nothing were claimed; left out where there is none. */
  readonly effect?: number;
}

/** What one chain says. */
export interface ChainFinding {
  readonly cases: readonly ClaimCase[];
  /** Cases without a value. */
  readonly missing: number;
  /** Whether its values differ by more than the tolerance. */
  readonly telling: boolean;
}

/** The values of a chain, null where one is missing, and where they are. */
export interface ChainValues {
  readonly values: readonly (number | null)[];
  readonly at: readonly number[];
  readonly places: readonly string[];
}

/** Judges one chain. `brief` leaves out what only decides violations, such as a permutation test. */
export type ChainJudge = (chain: ChainValues, brief: boolean) => ChainFinding;

/**
 * Judges all chains, unit by unit. A unit is vacuous when it has cases and none of its chains is telling.
 *
 * @param overSeeds chains hold several seeds: their mean is judged, and the 95 % bootstrap interval of the worst margin
 *   over all units is found by drawing seeds with replacement, 1000 times
 */
export function judgeChains({ units, chains }: Chains, judge: ChainJudge, overSeeds: boolean) {
  const found = new Map<string, ChainFinding[]>(units.map((unit) => [unit, []]));
  for (const chain of chains) found.get(chain.unit)!.push(judge(valuesOf(chain, null), false));
  const trials = units.map((unit) => pool(unit, found.get(unit)!));
  return { trials, interval: overSeeds ? intervalOver(chains, judge) : null };
}

function pool(trial: string, findings: readonly ChainFinding[]): TrialFinding {
  let cases = 0;
  let violations = 0;
  let missing = 0;
  let worst = Number.POSITIVE_INFINITY;
  let effects = 0;
  let sum = 0;
  for (const finding of findings) {
    missing += finding.missing;
    for (const { margin, violated, effect } of finding.cases) {
      cases++;
      if (violated) violations++;
      worst = Math.min(worst, margin);
      if (effect === undefined) continue;
      effects++;
      sum += effect;
    }
  }
  return {
    trial,
    cases,
    violations,
    missing,
    worstMargin: cases > 0 ? worst : null,
    vacuous: cases > 0 && !findings.some((finding) => finding.telling),
    effect: effects > 0 ? sum / effects : null,
  };
}

function intervalOver(chains: readonly Chain[], judge: ChainJudge): { low: number; high: number } | null {
  const seeds = [...new Set(chains.flatMap((chain) => chain.cells.flatMap((cell) => cell.seeds)))];
  return bootstrapStatistic(seeds.length, (counts) => {
    const weights = new Map(seeds.map((seed, i) => [seed, counts[i]!]));
    let worst = Number.POSITIVE_INFINITY;
    for (const chain of chains) {
      for (const { margin } of judge(valuesOf(chain, weights), true).cases) worst = Math.min(worst, margin);
    }
    return worst === Number.POSITIVE_INFINITY ? null : worst;
  });
}

function valuesOf({ cells, at, places }: Chain, weights: ReadonlyMap<number, number> | null): ChainValues {
  return { values: cells.map((cell) => weightedMean(cell, weights)), at, places };
}

function weightedMean(
  { seeds, values }: ChainCell,
  weights: ReadonlyMap<number, number> | null,
): number | null {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights === null ? 1 : (weights.get(seeds[i]!) ?? 0);
    sum += weight * values[i]!;
    total += weight;
  }
  return total > 0 ? sum / total : null;
}
