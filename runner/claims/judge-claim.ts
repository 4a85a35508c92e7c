import type { ClaimRows } from '../../src/node/parameters.ts';
import type { ClaimContext, ClaimFindings } from './claim-run.ts';
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
  const found = judgeChains(chains, view.judge, params.on === 'mean');
  return { statement: view.say(claimWords(params, view.tolerance, chains)), ...found };
}
