import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';

/** What a claim is judged on. */
export interface ClaimContext {
  readonly plan: Plan;
  readonly estimates: readonly Row[];
  readonly training: readonly Row[];
}

/** What was found in one trial, or in the mean over seeds. */
export interface TrialFinding {
  readonly trial: string;
  readonly cases: number;
  readonly violations: number;
  /** Cases that could not be looked at because a value is missing. */
  readonly missing: number;
  /** Margin of the worst case, in the unit of the quantity; null without a case. */
  readonly worstMargin: number | null;
  /** Whether the values differ too little for the claim to say anything. */
  readonly vacuous: boolean;
  /** Mean over the cases of a difference that would be as often negative as positive if nothing were claimed. */
  readonly effect?: number | null;
}

export interface ClaimFindings {
  /** The claim in words. */
  readonly statement: string;
  /** One for each trial of the plan (or each set of trials that are judged together), in its order. */
  readonly trials: readonly TrialFinding[];
  /** Of means over seeds: the 95 % bootstrap interval of their worst margin. */
  readonly interval?: { readonly low: number; readonly high: number } | null;
}

/** What a claim node's `run` is. It looks; the verdict is made from its findings. */
export type ClaimRun<Params = never> = (params: Params, context: ClaimContext) => ClaimFindings;
