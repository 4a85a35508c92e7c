import type { Measure } from '../../node/quantity.ts';
import type { JsonObject } from '../json.ts';
import type { RecordedPlan, TrainingElsewhere, TrainingPlan } from '../plan.ts';
import type { RowTimes } from '../row-times.ts';
import type { RowsOf } from './row-subject.ts';

/** An estimator as claims and reports see it. */
export interface Readable {
  /** The same number for estimators that are alike in all that follows. */
  readonly outline: number;
  readonly name: string;
  readonly kind: string;
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
  /** Of one that compares each layer with each of another network: names of those; null of others. */
  readonly secondLayers: readonly string[] | null;
  /** When its rows are taken, and the feature maps of each of its layers; null when the probe is wrong. */
  readonly rows: ProbeRows | null;
  readonly rowsOf: RowsOf;
}

export interface ProbeRows {
  readonly times: RowTimes;
  /** Of the training; null where that is not known. */
  readonly epochs: number | null;
  readonly maps: readonly number[];
}

/** The training of a model as claims and reports see it. */
export interface ReadableCurve {
  readonly name: string;
  /** Null when the model is wrong. */
  readonly training: TrainingPlan | TrainingElsewhere | null;
  /** Whether the network gives real values, which are right or wrong by no count. */
  readonly inaccurate?: true;
  /** Of a recorded training, whose curve is not known before it is read. */
  readonly recorded?: RecordedPlan;
  /** The same text for curves that are alike in all that counts. */
  readonly outline: string;
}
