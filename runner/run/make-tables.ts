import type { Plan } from '../../src/plan/plan.ts';
import { type ResultTables, withClaims } from '../../src/table/result-tables.ts';
import type { Calibration } from '../calibration/calibrate-apart.ts';
import { judgeRun } from '../claims/judging/judge-run.ts';
import type { Kinds } from '../contract/kinds.ts';
import { assembleTables, type RunResults } from './assemble-tables.ts';

/**
 * The tables of a run: what its trainings and estimates gave, and what its claims come to on that.
 * @param calibration gives what its estimators are held against
 */
export async function makeTables(
  plan: Plan,
  given: RunResults,
  kinds: Kinds,
  calibration: Calibration,
): Promise<ResultTables> {
  const results = assembleTables(plan, given);
  const { estimates, training } = results;
  const judged = await judgeRun(
    { plan, estimates: estimates.rows, training: training.rows },
    kinds,
    calibration,
  );
  return withClaims(results, judged);
}
