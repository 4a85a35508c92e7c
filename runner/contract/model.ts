import type { LongestSample } from '../../src/node/declare.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import type { Checkpoints } from './checkpoint.ts';
import type { Dataset } from './dataset.ts';
import type { Engine } from './engine.ts';
import type { Estimation } from './estimation.ts';
import type { NamedArrays } from './named-arrays.ts';
import type { ProbeNode } from './probe.ts';
import type { FinishedStage, StageResult } from './stage-result.ts';

/** What the training tells while it runs. */
export interface StageProgress {
  /** Updates done. */
  readonly iteration: number;
  /** Loss of the latest mini-batch, or at a checkpoint of the test set: cross-entropy in nats, or squared error; null where there is none. */
  readonly loss: number | null;
}

/** A stage that another one requires, as it came to its end. */
export interface RequiredStage {
  /** Key of the stage in the plan. */
  readonly key: string;
  readonly result: StageResult;
  /** Final weights by `<index of the layer>/<name>`. */
  readonly weights: NamedArrays;
}

/** What a model node may use. */
export interface StageServices {
  readonly engine: Engine;
  /** Worker threads that estimate while the training goes on. */
  readonly pool: Estimation;
  /** The node of each of the stage's probes, by index. */
  readonly probes: readonly ProbeNode[];
  /** The stages that this one requires, in the plan's order. */
  readonly required: readonly RequiredStage[];
  /** Of estimators, by kind, that can do with inner products of a layer's samples; none when left out. */
  readonly longestSample?: ReadonlyMap<string, LongestSample>;
  /** Where the training is saved on its way, and goes on from. */
  readonly checkpoints: Checkpoints;
  /** Stops the training after the update that is under way; it is saved there. */
  readonly signal: AbortSignal;
  readonly progress: (progress: StageProgress) => void;
}

/** What a model kind does: runs a stage, which is its training with all probes and estimators. */
export type ModelRun = (
  stage: StagePlan,
  dataset: Dataset,
  services: StageServices,
) => Promise<FinishedStage>;
