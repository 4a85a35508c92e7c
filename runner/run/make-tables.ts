import type { Plan } from '../../src/plan/plan.ts';
import type { KeptRows } from '../../src/table/kept-rows.ts';
import { type ResultTables, withClaims } from '../../src/table/result-tables.ts';
import type { Calibration } from '../calibration/calibrate-apart.ts';
import { judgeRun } from '../claims/judging/judge-run.ts';
import type { Kinds } from '../contract/kinds.ts';
import { assembleTables, type RunResults } from './assemble-tables.ts';

/** Results of a run that are handed over. */
export interface GivenResults extends RunResults {
  /** Emptied once the rows are in the tables: claims are judged without a second copy of them in memory. */
  readonly estimates: Map<string, KeptRows>;
}

/**
 * The tables of a run: what its trainings and estimates gave, and what its claims come to on that.
 * @param calibration gives what its estimators are held against
 */
export async function makeTables(
  plan: Plan,
  given: GivenResults,
  kinds: Kinds,
  calibration: Calibration,
): Promise<ResultTables> {
  const results = assembleTables(plan, given);
  given.estimates.clear();
  const { estimates, training } = results;
  const judged = await judgeRun(
    { plan, estimates: estimates.rows, training: training.rows },
    kinds,
    calibration,
  );
  return withClaims(results, judged);
}
