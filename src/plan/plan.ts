import type { Json, JsonObject } from './json.ts';
import type { NetworkPlan, Shape } from './network-plan.ts';
import type { OnnxPlan } from './onnx-plan.ts';

import type { RecordedPlan } from './recorded-plan.ts';
import type { TrainingElsewhere, TrainingPlan } from './training-plan.ts';

export type { Json, JsonObject } from './json.ts';
export type { HeadPlan, LayerPlan, NetworkPlan, QuantisePlan, Shape, WeightPlan } from './network-plan.ts';
export type { OnnxPlan } from './onnx-plan.ts';
export type { RecordedPlan, RecordedSamples } from './recorded-plan.ts';
export type { RateSchedule, StopPlan, TrainingElsewhere, TrainingPlan } from './training-plan.ts';

export interface DatasetPlan {
  readonly name: string;
  readonly kind: string;
  readonly params: JsonObject;
  readonly shape: Shape;
  /** Null where Y is real-valued. */
  readonly classes: number | null;
  /** Numbers of a sample's Y, where it is real-valued. */
  readonly targets?: number;
  readonly trainSize: number;
  readonly testSize: number;
  /** Files that a model reads beside those of the data set, from the study's folder; none when left out. */
  readonly beside?: readonly string[];
}

/**
 * Iterations at which rows are taken: iteration i is the network after i updates. Sorted, without repeats.
 * `every`: 0, every, 2 every, ... and `last`. With `period` (the updates of an epoch whose last mini-batch is short)
 * the iterations i with i mod period = period - 1 are left out, because their mini-batch i + 1 is the short one.
 */
export type RowSchedule =
  | { readonly every: number; readonly last: number; readonly period?: number }
  | { readonly iterations: readonly number[] };

export interface ProbePlan {
  /** The capture key: hash of the training's key and of all that decides what the probe sees; never of its name. */
  readonly key: string;
  readonly name: string;
  /** Kind of node, which says what is looked at. */
  readonly kind: string;
  /** What the stream carries: `activations` (T) or `errors` (d). */
  readonly carries: 'activations' | 'errors';
  /** Indices into the network's layers, in the order in which the study lists them. */
  readonly layers: readonly number[];
  readonly rows: RowSchedule;
  readonly sample: SamplePlan;
  /** Of error signals: place of their loss among those of the network, 0 for the one at its output; the total when left out. */
  readonly loss?: number;
  /** What becomes of token positions, where its layers have those. */
  readonly split?: TokenSplit;
  /** Whether its captures are kept: where they fit when left out. Of no key. */
  readonly keep?: 'always' | 'never';
  /**
   * Whether its samples pass through in pieces where its captures are not kept, since hashes of states are all that its estimators
   * read. Of no key.
   */
  readonly streams?: true;
  /** What all its captures of one training take when they are kept. Of no key. */
  readonly bytes: number;
}

/** Of a layer `[tokens, features]`: each position a variable, their mean, or the last position. */
export type TokenSplit = 'tokens' | 'mean' | 'last';

/** The mini-batch that comes next, fixed samples of a part of the data set, or samples of a recording by their name. */
export type SamplePlan =
  | 'batch'
  | {
      readonly split: 'train' | 'test';
      readonly n: number;
      /** Which they are is drawn by it; by the trial's own seed when left out. */
      readonly seed?: number;
      readonly recorded?: string;
    };

/** The captures of another training that an estimate reads beside those of its own stage, row by row. */
export interface OtherCaptures {
  /** Id of its stage. */
  readonly stage: string;
  /** Their capture key: that of one of its probes. */
  readonly capture: string;
}

export interface EstimatorPlan {
  /**
   * The estimate key: hash of the keys of the captures that it reads, of its settings, and of the version of its kind; never of
   * its name, its trial, or what stands beside it. Estimators with one key have the same rows.
   */
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly params: JsonObject;
  /** Index into the stage's probes. */
  readonly probe: number;
  /** Only of a comparison, which waits for both trainings. */
  readonly other?: OtherCaptures;
}

/** The estimators that one trial reads off a stage's capture. */
export interface BranchPlan {
  readonly trial: string;
  readonly estimators: readonly EstimatorPlan[];
}

/**
 * How a network is made from the trained one of the stage that it requires: of one layer, so many feature maps stay, the
 * others go with all that reads them.
 */
export interface PruningPlan {
  /** Index of the layer whose maps are dropped. */
  readonly layer: number;
  /** Maps that stay. */
  readonly keep: number;
  /** Which go first: those with the smallest or the largest value of the estimator after the last update, or any. */
  readonly drop: 'smallest' | 'largest' | 'random';
  /** Key of the estimate that says which go; left out where any do. */
  readonly estimate?: string;
}

/** One training with all its probes and estimators: what stream edges tie together. */
export interface StagePlan {
  /**
   * The training key: hash of everything that decides the weights but the numeric class (data, network, training, seed, and
   * what it is pruned by); never of names, paths or dates, nor of what looks at the training. Two models that are alike in all but
   * their names have stages with the same key; `id` tells them apart.
   */
  readonly key: string;
  /** Readable: `<model>[<settings>]`. */
  readonly id: string;
  readonly seed: number;
  /** Keys of the trainings whose final weights this one needs; none when left out. */
  readonly requires?: readonly string[];
  /** Only of a network that is made from the one of the stage that it requires. */
  readonly pruning?: PruningPlan;
  /** Null of a recorded training, whose captures hold their samples. */
  readonly dataset: DatasetPlan | null;
  readonly model: { readonly name: string; readonly kind: string };
  readonly network: NetworkPlan;
  readonly training: TrainingPlan | TrainingElsewhere;
  /** Only of a training that another program recorded. */
  readonly recorded?: RecordedPlan;
  /** Only of a network from an ONNX file. */
  readonly onnx?: OnnxPlan;
  readonly probes: readonly ProbePlan[];
  readonly branches: readonly BranchPlan[];
  /** The plugins that it uses, by `family/kind`: hashes of their code. Left out where there are none. */
  readonly plugins?: Readonly<Record<string, string>>;
  /** Null where they are not known: of a recorded network. */
  readonly parameters: number | null;
  readonly work: {
    /** Multiply-adds of the training, forward and backward; 0 of one that is not done here. */
    readonly training: number;
    /** Rows of the table of estimates, over all branches; of an estimator of a plugin one a layer is counted. */
    readonly rows: number;
    /** Bytes of weights, one batch's activations and one capture, or one piece of samples that pass through; with the usual budget. */
    readonly memory: number;
  };
}

export interface AxisPlan {
  /** Column name: `seed` or the dotted path. */
  readonly name: string;
  readonly path: string;
  readonly values: readonly Json[];
  /** Whether a value of it needs a training of its own. */
  readonly retrains: boolean;
}

/** One point of the matrix. */
export interface TrialPlan {
  /** Readable and stable, such as `seed=3` or `seed=3,alpha=2`; `base` for a study without a matrix. */
  readonly id: string;
  readonly seed: number;
  readonly settings: JsonObject;
  /** Keys of its stages, one a model. */
  readonly stages: readonly string[];
}

export interface ClaimPlan {
  readonly name: string;
  readonly expect: string;
  readonly params: JsonObject;
  readonly statement: string;
  /** Only these trials, where the matrix varies the claim itself; all when absent. */
  readonly trials?: readonly string[];
}

export interface ReportPlan {
  readonly name: string;
  readonly kind: string;
  readonly params: JsonObject;
  /** Only these trials, where the matrix varies the report itself; all when absent. */
  readonly trials?: readonly string[];
}

/** An edge of the dataflow graph; nodes are named `family/name`. */
export interface EdgePlan {
  readonly from: string;
  readonly to: string;
  readonly kind: 'stream' | 'table';
}

/** A plugin, which adds a kind of its own. */
export interface PluginPlan {
  /** As messages name it. */
  readonly file: string;
  /** SHA-256 of its source, the files of the project that it imports, and the versions of packages. */
  readonly hash: string;
  readonly family: string;
  readonly kind: string;
}

/** A compiled study: frozen JSON. */
export interface Plan {
  readonly format: 1;
  readonly study: string;
  readonly title: string;
  /** What the study asks; left out by one that asks nothing. */
  readonly question?: string;
  readonly source: string;
  readonly axes: readonly AxisPlan[];
  readonly trials: readonly TrialPlan[];
  readonly stages: readonly StagePlan[];
  readonly claims: readonly ClaimPlan[];
  readonly reports: readonly ReportPlan[];
  readonly edges: readonly EdgePlan[];
  /** Left out by a study without plugins. */
  readonly plugins?: readonly PluginPlan[];
}
