import type { JsonObject } from '../../../src/plan/plan.ts';
import type { Capture } from '../../nodes/contract.ts';
import type { RandomStream } from '../../random/stream.ts';

/** Samples whose answer is known. */
export interface ShannonCase {
  readonly about: string;
  readonly capture: Capture;
  /** Nats; a share for accuracy. */
  readonly answer: number;
  /** Largest difference that counts as the same, in the unit of `answer`. */
  readonly tolerance: number;
  readonly source: string;
  /** Settings of the estimator that the case asks for, in the place of the study's. */
  readonly params?: JsonObject;
}

/**
 * The known cases of one kind of estimator.
 * @param params the study's settings
 * @param n samples, where the answer is not exact
 * @param stream makes a stream of random numbers for a role
 */
export type CasesOf = (
  params: JsonObject,
  n: number,
  stream: (...role: readonly (string | number)[]) => RandomStream,
) => readonly ShannonCase[];

/** What round-off may leave. */
export const exact = 1e-9;

/** n items by number. */
export function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}
