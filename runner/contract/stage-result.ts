import type { JsonObject } from '../../src/plan/plan.ts';
import type { Cell } from '../../src/table/columns.ts';
import type { FileRecord } from './dataset.ts';
import type { Weights } from './engine.ts';

/** An estimate without names: what a kept result holds, so that renaming an entry runs nothing again. */
export interface KeptEstimate {
  /** Index into the stage's branches. */
  readonly branch: number;
  /** Index into the branch's estimators. */
  readonly estimator: number;
  readonly iteration: number;
  /** Index into the network; null for a quantity of no layer. */
  readonly layer: number | null;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** A point of the training curves. */
export interface CurvePoint {
  readonly iteration: number;
  readonly split: 'train' | 'test';
  /** Mean loss: cross-entropy in nats, or squared error. Null when it is not a finite number. */
  readonly loss: number | null;
  /** Null for a network that reproduces its input. */
  readonly accuracy: number | null;
}

/** How a training ended. `diverged`: after `iteration` updates the loss was no longer a number. */
export type Outcome =
  | { readonly kind: 'complete' }
  | { readonly kind: 'diverged'; readonly iteration: number }
  | { readonly kind: 'interrupted'; readonly iteration: number };

/** Everything a stage gives. */
export interface StageResult {
  readonly format: 1;
  readonly outcome: Outcome;
  /** By branch, then iteration, then estimator, then layer as the probe lists them. */
  readonly estimates: readonly KeptEstimate[];
  readonly curve: readonly CurvePoint[];
  readonly files: readonly FileRecord[];
  /** What it was made from; a kept result has it. */
  readonly inputs?: StageInputs;
}

/** What a training gives: its result, and the weights it ended with, which are kept beside it. */
export interface FinishedStage {
  readonly result: StageResult;
  readonly weights: Weights;
}

/** What a result was made from, so that people can be told why another one would be computed. */
export interface StageInputs {
  /** Key of the stage. */
  readonly stage: string;
  /** The stage's settings by names that people know. */
  readonly content: JsonObject;
  readonly numericClass: JsonObject;
}
