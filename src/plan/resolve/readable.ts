import type { Measure } from '../../node/quantity.ts';
import type { JsonObject } from '../json.ts';

/** An estimator as claims and reports see it. */
export interface Readable {
  /** The same number for estimators that are alike in all that follows. */
  readonly outline: number;
  readonly name: string;
  readonly params: JsonObject | null;
  /** What it measures, and in which unit; null where its kind does not say. */
  readonly measure: Measure | null;
  readonly unit: string | null;
  /** Kind and quantity, which an estimator that does not say what it measures is compared by. */
  readonly subject: string;
  /** Name of its probe's model; null when there is none. */
  readonly model: string | null;
  /** Names of the probe's layers in its order; null when they cannot be told. */
  readonly layers: readonly string[] | null;
}

/** Models of estimators; null when one cannot be told. */
export function modelsOf(estimators: readonly (Readable | null)[]): string[] | null {
  const models = estimators.map((estimator) => estimator?.model ?? null);
  const known = models.filter((model) => model !== null);
  return known.length === models.length ? [...new Set(known)] : null;
}
