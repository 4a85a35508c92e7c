import { type Kinds, ownKinds } from '../nodes/kinds.ts';
import type { ClaimContext } from './claim-run.ts';
import { type ClaimTables, evaluateClaims } from './evaluate-claims.ts';

/** The claims of a run judged, with the doubts that stand beside them. */
export async function judgeRun(context: ClaimContext, kinds: Kinds = ownKinds): Promise<ClaimTables> {
  return evaluateClaims(context, kinds);
}
