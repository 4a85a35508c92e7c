import type { EstimatorPlan, StagePlan } from '../../src/plan/plan.ts';
import type { Capture } from '../contract/capture.ts';
import type { Estimation } from '../contract/estimation.ts';
import { CapturesLost, type KeptCaptures } from '../contract/kept-captures.ts';
import type { RowsByEstimate } from '../contract/stage-result.ts';
import { createEstimateLedger, type EstimateLedger } from '../training/estimate-ledger.ts';
import type { StageResults } from './stage-results.ts';

/**
 * Estimates from kept captures and keeps the rows, probe after probe: each capture is read once for all that look at it, from the first row,
 * since estimators average over rows.
 * @returns the estimates whose captures are gone meanwhile
 */
export async function readCaptures(
  stage: StagePlan,
  estimators: readonly EstimatorPlan[],
  results: StageResults,
  { captures, pool }: { readonly captures: KeptCaptures; readonly pool: Estimation },
  signal: AbortSignal,
): Promise<readonly EstimatorPlan[] | 'interrupted'> {
  const left: EstimatorPlan[] = [];
  for (const probe of new Set(estimators.map((one) => one.probe))) {
    const readers = estimators.filter((one) => one.probe === probe);
    const rows = await captures.open(results.keys.capture(stage.probes[probe]!.key));
    if (!rows) {
      left.push(...readers);
      continue;
    }
    const found = await readAll(rows, createEstimateLedger(readers, pool), probe, signal);
    if (signal.aborted) return 'interrupted';
    if (found) await results.keepEstimates(readers.map((one) => [one, found[one.key]!]));
    else left.push(...readers);
  }
  return left;
}

/** Null when they are lost on the way. */
async function readAll(
  captures: AsyncIterable<Capture>,
  ledger: EstimateLedger,
  probe: number,
  signal: AbortSignal,
): Promise<RowsByEstimate | null> {
  try {
    for await (const capture of captures) {
      if (signal.aborted) break;
      await ledger.submit(probe, capture.iteration, () => capture);
    }
    return await ledger.finish();
  } catch (cause) {
    if (!(cause instanceof CapturesLost)) throw cause;
    await ledger.finish();
    return null;
  }
}
