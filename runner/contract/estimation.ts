import type { JsonObject } from '../../src/plan/json.ts';
import type { AveragedNumber } from './averages.ts';
import type { Capture } from './capture.ts';
import type { EstimateRow } from './estimator.ts';

/** Estimates captures in worker threads, while the caller goes on. */
export interface Estimation {
  /** Resolves when a further job would not have to wait long. */
  ready(): Promise<void>;
  /** The rows of each estimator, in the job's order. The capture's memory is lent until then, or taken over. */
  submit(job: EstimationJob): Promise<readonly (readonly EstimateRow[])[]>;
}

export interface EstimationJob {
  readonly capture: Capture;
  readonly estimators: readonly { readonly kind: string; readonly params: JsonObject }[];
  /** Averages over the rows of each estimator; where left out, the capture's own numbers are taken. */
  readonly average?: Averaging;
}

/** Gives the means for the numbers that the estimators of a capture average: a record of each, by name, in the job's order. */
export type Averaging = (
  found: readonly Readonly<Record<string, AveragedNumber>>[],
) => Promise<readonly Readonly<Record<string, number>>[]>;
