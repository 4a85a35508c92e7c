import type { FilterWeights } from '../../reports/charts/filter-picture.ts';
import type { Figure } from '../../reports/report-input.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { RunTables } from '../../src/table/columns.ts';

/** What a report is drawn from. */
export interface ReportContext {
  /** Name of the report in the study. */
  readonly name: string;
  readonly plan: Plan;
  readonly tables: RunTables;
  /** Filters that reports draw; absent when none were kept. */
  readonly filters?: readonly TrainedFilters[];
}

/** What a report node's `run` is. */
export type ReportRun<Params = never> = (params: Params, context: ReportContext) => Figure;

/** Filters of one training. */
export interface TrainedFilters extends FilterWeights {
  /** Trials that share the training. */
  readonly trials: readonly string[];
  readonly model: string;
}
