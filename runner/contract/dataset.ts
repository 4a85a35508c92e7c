import type { DatasetPlan } from '../../src/plan/plan.ts';
import type { DataSource } from './data-source.ts';

/** One part of a data set. */
export interface Samples {
  readonly count: number;
  /** Class of each sample, from 0 up to the number of classes; empty where Y is real-valued. */
  readonly labels: Int32Array;
  /** Y where it is real-valued, `[count, k]`. */
  readonly targets?: Float32Array;
  /**
   * The inputs of the samples at `indices` as the network gets them: `[indices.length, channels x height x width]`.
   * @param into memory of that length that they may be written to
   */
  gather(indices: Uint32Array, into?: Float32Array): Float32Array;
}

export interface Dataset {
  readonly train: Samples;
  readonly test: Samples;
  readonly files: readonly FileRecord[];
  /** What transforms learned from the training set. */
  readonly fitted?: readonly FittedTransform[];
  /** Of files that a model reads beside them (`DatasetPlan.beside`): where they lie here, absolute, by the plan's path. */
  readonly beside?: ReadonlyMap<string, string>;
}

/** What a dataset node may use. */
export interface DatasetServices {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the study: paths in it are relative to this. */
  readonly folder: string;
  readonly warn: (message: string) => void;
}

/** What a dataset kind does: where its files come from, and how they become samples. */
export interface DatasetNode {
  /** Where the official files come from; null when there are none. */
  readonly source: DataSource | null;
  readonly load: (plan: DatasetPlan, services: DatasetServices) => Promise<Dataset>;
}

/** A file that was read, for lock.json. */
export interface FileRecord {
  readonly path: string;
  /** Sum of the unpacked content. */
  readonly md5: string;
  /** Whether it is the official file; a user's own files never are. */
  readonly official: boolean;
}

/** What a transform learned from the training set, for lock.json. */
export interface FittedTransform {
  readonly transform: 'standardise';
  /** One value a channel (of vectors, a feature). */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}
