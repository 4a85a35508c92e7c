import type { JsonObject } from '../json.ts';
import type { TrainingPlan } from '../plan.ts';
import type { RowTimes } from '../row-times.ts';
import type { Measured } from './measured.ts';

/** An estimator as claims and reports see it. */
export interface Readable {
  /** The same number for estimators that are alike in all that follows. */
  readonly outline: number;
  readonly name: string;
  readonly kind: string;
  readonly params: JsonObject | null;
  readonly measured: Measured;
  /** Name of its probe's model; null when there is none. */
  readonly model: string | null;
  /** Names of the probe's layers in its order; null when they cannot be told. */
  readonly layers: readonly string[] | null;
  /** When its rows are taken, and the feature maps of each of its layers; null when the probe is wrong. */
  readonly rows: ProbeRows | null;
}

export interface ProbeRows {
  readonly times: RowTimes;
  /** Of the training. */
  readonly epochs: number;
  readonly maps: readonly number[];
}

/** The training of a model as claims and reports see it. */
export interface ReadableCurve {
  readonly name: string;
  /** Null when the model is wrong. */
  readonly training: TrainingPlan | null;
  /** The same text for curves that are alike in all that counts. */
  readonly outline: string;
}

/** Models of estimators; null when one cannot be told. */
export function modelsOf(estimators: readonly (Readable | null)[]): string[] | null {
  const models = estimators.map((estimator) => estimator?.model ?? null);
  const known = models.filter((model) => model !== null);
  return known.length === models.length ? [...new Set(known)] : null;
}
