import type { EstimatorPlan, StagePlan } from '../../src/plan/plan.ts';
import type { Estimation } from '../contract/estimation.ts';
import type { KeptCaptures } from '../contract/kept-captures.ts';
import { createEstimateLedger } from '../training/estimate-ledger.ts';
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
    const ledger = createEstimateLedger(readers, pool);
    for await (const capture of rows) {
      if (signal.aborted) break;
      await ledger.submit(probe, capture.iteration, () => capture);
    }
    const found = await ledger.finish();
    if (signal.aborted) return 'interrupted';
    await results.keepEstimates(readers.map((one) => [one, found[one.key]!]));
  }
  return left;
}
