import type { LongestSample, StatesOf } from '../../src/node/declare.ts';
import type { JsonObject, StagePlan } from '../../src/plan/plan.ts';
import type { Checkpoints } from './checkpoint.ts';
import type { Engine } from './engine.ts';
import type { Estimation } from './estimation.ts';
import type { Keeping } from './keeping.ts';
import type { NamedArrays } from './named-arrays.ts';
import type { ProbeNode } from './probe.ts';
import type { StageData } from './stage-data.ts';
import type { FinishedStage, KeptTraining, RowsByEstimate } from './stage-result.ts';

/** What the training tells while it runs. */
export interface StageProgress {
  /** Updates done. */
  readonly iteration: number;
  /** Loss of the latest mini-batch, or of the test set at a checkpoint: cross-entropy in nats, or squared error; null where none is known. */
  readonly loss: number | null;
}

/** An estimate that a training is run for. */
export interface WantedEstimate {
  /** Its key in the store. */
  readonly key: string;
  /** Index into the stage's probes. */
  readonly probe: number;
  readonly kind: string;
  readonly params: JsonObject;
}

/** A training that another one requires, as it came to its end. */
export interface RequiredTraining {
  /** Its key in the plan. */
  readonly key: string;
  readonly training: KeptTraining;
  /** Final weights by `<index of the layer>/<name>`. */
  readonly weights: NamedArrays;
  /** The estimates of it that are required, by their keys in the plan. */
  readonly estimates: RowsByEstimate;
}

/** What a model node may use. */
export interface StageServices {
  readonly engine: Engine;
  /** Worker threads that estimate while the training goes on. */
  readonly pool: Estimation;
  /** The node of each of the stage's probes, by index. */
  readonly probes: readonly ProbeNode[];
  /** What estimates are to be made: those of the stage that are not kept yet. Probes that none of them reads see nothing. */
  readonly wanted: readonly WantedEstimate[];
  /** The trainings that this one requires, in the plan's order. */
  readonly required: readonly RequiredTraining[];
  /** Of estimators, by kind, that can do with inner products of a layer's samples; none when left out. */
  readonly longestSample?: ReadonlyMap<string, LongestSample>;
  /** Of estimators, by kind, that can do with hashes of states, how these are made; none when left out. */
  readonly readsStates?: ReadonlyMap<string, StatesOf>;
  /** Where captures are kept for estimators to come. Their probes are looked at although no wanted estimate reads them. */
  readonly keeping: Keeping;
  /** Where the training is saved on its way, and goes on from. */
  readonly checkpoints: Checkpoints;
  /** Stops the training after the update that is under way; it is saved there. */
  readonly signal: AbortSignal;
  readonly progress: (progress: StageProgress) => void;
}

/** What a model kind does: runs a stage, which is its training with the probes and estimators that are wanted. */
export type ModelRun = (stage: StagePlan, data: StageData, services: StageServices) => Promise<FinishedStage>;
