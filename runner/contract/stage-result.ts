import type { JsonObject } from '../../src/plan/plan.ts';
import type { KeptRows } from '../../src/table/kept-rows.ts';
import type { FileRecord } from './dataset.ts';
import type { Weights } from './engine.ts';

export type { KeptRows } from '../../src/table/kept-rows.ts';

/** Rows by the keys of their estimates. */
export type RowsByEstimate = Readonly<Record<string, KeptRows>>;

/** A point of the training curves. */
export interface CurvePoint {
  readonly iteration: number;
  /** `held-out`: training samples that are not trained on and say when the training ends. */
  readonly split: 'train' | 'test' | 'held-out';
  /** Mean loss: cross-entropy in nats, or squared error. Null when it is not a finite number. */
  readonly loss: number | null;
  /** Null for a network that reproduces its input. */
  readonly accuracy: number | null;
}

/** How a training ended. `stopped`: updates after which it ended early. `diverged`: after `iteration` updates the loss was no longer a number. */
export type Outcome =
  | { readonly kind: 'complete'; readonly stopped?: number }
  | { readonly kind: 'diverged'; readonly iteration: number }
  | { readonly kind: 'interrupted'; readonly iteration: number };

/** How a training went, and the rows of the estimates that it was run for. */
export interface StageResult {
  readonly outcome: Outcome;
  readonly curve: readonly CurvePoint[];
  readonly estimates: RowsByEstimate;
}

/** What a model gives: its stage's result, and the weights it ended with. */
export interface FinishedStage {
  readonly result: StageResult;
  readonly weights: Weights;
}

/** A kept training, beside which its final weights are kept. */
export interface KeptTraining {
  readonly inputs: ResultInputs;
  readonly format: 2;
  readonly outcome: Outcome;
  readonly curve: readonly CurvePoint[];
  /** The data as it was. */
  readonly files: readonly FileRecord[];
  /** SHA-256 of the final weights: who trains it again must come to them. */
  readonly weights: string;
}

/** A kept estimate. */
export interface KeptEstimate {
  readonly inputs: ResultInputs;
  readonly format: 2;
  readonly rows: KeptRows;
}

/** What a kept result was made from, so that people can be told why another one would be computed. */
export interface ResultInputs {
  readonly of: 'training' | 'estimate';
  /** Its key in the plan. */
  readonly key: string;
  /** Key in the store of the training: of an estimate, of the one that gave its captures. */
  readonly training: string;
  /** Of a comparison: key in the store of the other training. */
  readonly other?: string;
  /** The settings by names that people know. */
  readonly content: JsonObject;
  readonly numericClass: JsonObject;
}
