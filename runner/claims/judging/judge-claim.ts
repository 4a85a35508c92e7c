import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import type { ClaimContext, ClaimFindings } from '../../contract/claim.ts';
import type { ChainJudge } from '../cases/chain.ts';
import { claimRows } from '../cases/claim-values.ts';
import { type ClaimWords, claimWords } from '../cases/claim-words.ts';
import { type Along, type Chains, makeChains } from '../cases/make-chains.ts';
import { judgeChains } from './judge-chains.ts';

/** How a kind of claim looks at rows. */
export interface ClaimView {
  /** What the values are followed along; null when each stands alone. */
  readonly along: Along;
  readonly tolerance: number;
  readonly judge: ChainJudge;
  /** How the opposite claim would judge, where both can hold: then neither says anything. */
  readonly opposite?: ChainJudge;
  /** The claim in words. */
  readonly say: (words: ClaimWords) => string;
  /** Makes the chains of a claim that compares two kinds of rows. */
  readonly chains?: Chains;
}

/** Judges the rows that a claim's settings choose, as its kind looks at them. */
export function judgeClaim(params: ClaimRows, view: ClaimView, context: ClaimContext): ClaimFindings {
  const made = view.chains ?? makeChains(params, view.along, context);
  const words = claimWords(params, view.tolerance, made, context.plan);
  const { units, chains } = made;
  const { opposite: other } = view;
  const findings = {
    statement: view.say(words),
    units,
    unit: words.unit,
    absent: absentSettings(params, made, context),
    ...judgeChains(units, chains, view.judge),
  };
  if (!other) return findings;
  // as much work again, for claims that hold alone
  let opposite: ReturnType<typeof judgeChains> | null = null;
  return {
    ...findings,
    get opposite() {
      opposite ??= judgeChains(units, chains, other);
      return opposite;
    },
  };
}

/** Settings none of whose trials has a row that the claim is about, whatever the point of training: of another network, say. */
function absentSettings(params: ClaimRows, { units, chains }: Chains, context: ClaimContext): string[] {
  const names = [...new Set(units.map(({ setting }) => setting))];
  const without = names.filter((setting) => !chains.some((chain) => chain.setting === setting));
  if (without.length === 0 || without.length === names.length) return [];
  const { epoch: _, from: __, to: ___, ...where } = params.where ?? {};
  const rows = new Set(claimRows({ ...params, where }, context).map(({ trial }) => trial));
  return without.filter(
    (setting) =>
      !units.some((unit) => unit.setting === setting && unit.from.some((trial) => rows.has(trial))),
  );
}
