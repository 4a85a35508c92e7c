import type { JsonObject } from '../../src/plan/json.ts';
import type { Capture } from './capture.ts';
import type { RandomStream } from './random-stream.ts';

/** What an estimator gave, beside its value. */
export interface FoundAnswer {
  /** How it was had, as the estimates table says it. */
  readonly method: string;
  /** Standard error in the unit of the known answer; 0 where the method has none. */
  readonly stderr: number;
}

/** Samples whose answer is known. */
export interface KnownCase {
  readonly about: string;
  /** What is estimated, as the card calls it. */
  readonly quantity: string;
  readonly capture: Capture;
  /** Nats; a share for accuracy. */
  readonly answer: number;
  /** Largest difference that counts as the same, in the unit of `answer`; where it depends on how the estimate was had, made of that. */
  readonly tolerance: number | ((found: FoundAnswer) => number);
  readonly source: string;
  /** Settings that the estimator takes there. */
  readonly params: JsonObject;
}

/** Two normal variables, against their correlation. */
export interface NormalPairs {
  readonly samples: number;
  /** Settings that the estimator takes there; it estimates I(X;T). */
  readonly params: JsonObject;
  readonly caption: string;
}

/** What the calibration card says of an estimator with its settings. */
export interface KnownAnswers {
  /** Settings in words. */
  readonly settings: string;
  /** None where no answer is known for these settings. */
  readonly cases: readonly KnownCase[];
  /**
   * Null where it does not estimate the information between two variables.
   * @throws RunError when they cannot be made, and why
   */
  readonly sweep: (() => NormalPairs) | null;
}

/** An estimator of a study, whose known answers are asked for. */
export interface AskedEstimator<Params = JsonObject> {
  readonly params: Params;
  /** Samples behind the study's rows; null without a row. */
  readonly samples: number | null;
  /** What the rows say of bandwidth and method; null where they say nothing. */
  readonly bandwidth: string | null;
  readonly method: string | null;
  /** Random numbers for a role, the same each time. */
  readonly stream: (...role: readonly (string | number)[]) => RandomStream;
}

/** How a kind of estimator is held against what is known: the part `calibration` of its declaration. */
export interface Calibration<Params = JsonObject> {
  /** Settings that the known answers do not depend on: estimators that differ in these alone share a card. */
  readonly shared?: readonly string[] | ((params: Params) => readonly string[]);
  /**
   * The most that a case takes of a setting, by its dotted path: where a study has more the card says so, and is made in seconds all the same.
   * @example { slices: 100, 'null.permutations': 99 }
   */
  readonly most?: Readonly<Record<string, number>>;
  /** @throws RunError when no case can be made, and why */
  readonly answers: (asked: AskedEstimator<Params>) => KnownAnswers;
}
