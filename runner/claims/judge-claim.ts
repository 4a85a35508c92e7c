import type { ClaimRows } from '../../src/node/claim-parameters.ts';
import type { ClaimContext, ClaimFindings, TrialFinding } from '../contract/claim.ts';
import { type ClaimWords, claimWords } from './claim-words.ts';
import { type ChainJudge, judgeChains } from './judge-chains.ts';
import { type Along, type Chains, makeChains } from './make-chains.ts';

/** How a kind of claim looks at rows. */
export interface ClaimView {
  /** What the values are followed along; null when each stands alone. */
  readonly along: Along;
  readonly tolerance: number;
  readonly judge: ChainJudge;
  /** The claim in words. */
  readonly say: (words: ClaimWords) => string;
  /** Makes the chains of a claim that compares two kinds of rows. */
  readonly chains?: Chains;
}

/** Judges the rows that a claim's settings choose, as its kind looks at them. */
export function judgeClaim(params: ClaimRows, view: ClaimView, context: ClaimContext): ClaimFindings {
  const chains = view.chains ?? makeChains(params, view.along, context);
  const { trials, interval } = judgeChains(chains, view.judge, params.on === 'mean');
  const statement = view.say(claimWords(params, view.tolerance, chains, context.plan));
  return {
    statement,
    trials: areIndependent(trials, context) ? trials : trials.map(withoutEffect),
    interval,
  };
}

/** Trials of one seed with different settings are not independent: no permutation over them means anything. */
function areIndependent(trials: readonly TrialFinding[], { plan }: ClaimContext): boolean {
  return trials.length <= new Set(plan.trials.map((trial) => trial.seed)).size;
}

function withoutEffect(finding: TrialFinding): TrialFinding {
  return { ...finding, effect: null };
}
