import type { Origin } from '../../diagnostic/diagnostic.ts';
import type { JsonObject } from '../json.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';
import type {
  DatasetPlan,
  NetworkPlan,
  OnnxPlan,
  PruningPlan,
  RecordedPlan,
  TrainingElsewhere,
  TrainingPlan,
} from '../plan.ts';
import type { Readable } from './readable.ts';
import type { PlacedProbe } from './resolve-probe.ts';

/** A model as some trials have it. */
export interface ResolvedModel {
  /** Different for each model with each of its settings and data sets. */
  readonly id: number;
  readonly name: string;
  /** Axes that decide its training, with the places of their values. */
  readonly settings: EntryVariant['settings'];
  /** Null when a layer cannot be read. */
  readonly layerNames: readonly string[] | null;
  /** What a probe needs to know of it, as text: sizes, updates and names of layers. */
  readonly outline: string;
  /** Null when it is wrong. `content` says all that decides its training but the seed and, where it is pruned, the key of the estimate that says how; without names. */
  readonly sound: {
    readonly kind: string;
    /** Null of a recorded network, whose captures hold their samples. */
    readonly dataset: DatasetPlan | null;
    readonly network: NetworkPlan;
    readonly training: TrainingPlan | TrainingElsewhere;
    /** Weights, biases included; null where they are not known. */
    readonly parameters: number | null;
    /** Of a recorded network. */
    readonly recorded?: RecordedPlan;
    /** Of a network from an ONNX file. */
    readonly onnx?: OnnxPlan;
    readonly content: string;
    /** Of a network that is made from another one. */
    readonly pruned?: {
      readonly base: ResolvedModel;
      readonly estimator: ResolvedEstimator;
      readonly layer: number;
      readonly keep: number;
      readonly drop: PruningPlan['drop'];
    };
  } | null;
}

/** A data set as some trials have it. */
export interface ResolvedDataset {
  readonly id: number;
  readonly settings: EntryVariant['settings'];
  /** Null when a setting is wrong. */
  readonly plan: DatasetPlan | null;
  /** All that decides its samples, but where the files lie, and the kind with its version; as JSON. */
  readonly content: string;
  /** Where its training samples are counted: `subset.train`, where that is written. */
  readonly counted: Origin | null;
}

/** A probe on its model. */
export interface ResolvedProbe {
  readonly id: number;
  readonly name: string;
  /** Axes that decide it or its model, with the places of their values. */
  readonly settings: EntryVariant['settings'];
  /** Null when it names no readable model. */
  readonly model: ResolvedModel | null;
  /** Its layers' names in its order; null when they cannot be told. */
  readonly layers: readonly string[] | null;
  readonly sound: { readonly plan: PlacedProbe; readonly content: string } | null;
}

/** An estimator on its probe. */
export interface ResolvedEstimator extends Readable {
  readonly id: number;
  readonly kind: string;
  readonly probe: ResolvedProbe | null;
  /** Only of one that compares two trainings: the probe of the other one, or `seeds` for its own probe at every other seed. */
  readonly other?: ResolvedProbe | 'seeds';
  /** Settings without the probe's name, and all that decides its rows; whether hashes of its samples' states will do. */
  readonly sound: {
    readonly params: JsonObject;
    readonly content: string;
    readonly readsStates?: true;
  } | null;
}

/** A claim or a report. */
export interface ResolvedReader {
  readonly variant: EntryVariant;
  readonly estimators: readonly (Readable | null)[];
  /** Models whose training it reads. */
  readonly models: readonly string[];
}

/** Everything of one trial that later phases read. Parts that are alike in several trials are the same objects. */
export interface ResolvedTrial {
  readonly models: readonly ResolvedModel[];
  readonly estimators: readonly ResolvedEstimator[];
  readonly claims: readonly ResolvedReader[];
  readonly reports: readonly ResolvedReader[];
}
