import type { LongestSample } from '../../src/node/declare.ts';
import type { DatasetPlan, JsonObject, StagePlan } from '../../src/plan/plan.ts';
import type { Cell } from '../../src/table/columns.ts';
import type { DataSource, FileRecord } from '../data/official-file.ts';
import type { FittedTransform } from '../data/transforms/fit-transforms.ts';
import type { Engine, LayerProducts, Taps, Tensors } from '../engines/engine.ts';
import type { KernelTerm } from '../kernels/gaussian-gram.ts';
import type { Factors, Precision } from '../kernels/numerics.ts';
import type { RationalPower } from '../kernels/rational-power.ts';
import type { Samples as KernelSamples, SampleValues } from '../kernels/samples.ts';
import type { NamedArrays } from '../store/named-arrays.ts';
import type { Checkpoints } from '../training/checkpoint.ts';
import type { AveragedNumber } from '../training/running-means.ts';
import type { FinishedStage, StageResult } from '../training/stage-result.ts';

/** One part of a data set. */
export interface Samples {
  readonly count: number;
  readonly labels: Uint8Array;
  /** The inputs of the samples at `indices` as the network gets them: `[indices.length, channels x height x width]`. */
  gather(indices: Uint32Array): Float32Array;
}

export interface Dataset {
  readonly train: Samples;
  readonly test: Samples;
  readonly files: readonly FileRecord[];
  /** What transforms learned from the training set. */
  readonly fitted?: readonly FittedTransform[];
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

/** Estimates captures in worker threads, while the caller goes on. */
export interface Estimation {
  /** Resolves when a further job would not have to wait long. */
  ready(): Promise<void>;
  /** The rows of each estimator, in the job's order. Takes over the capture's memory. */
  submit(job: EstimationJob): Promise<readonly (readonly EstimateRow[])[]>;
}

export interface EstimationJob {
  readonly capture: Capture;
  readonly estimators: readonly { readonly kind: string; readonly params: JsonObject }[];
  /** Averages over the rows of the training; where left out, the capture's own numbers are taken. */
  readonly average?: Averaging;
}

/** Gives the means, by name, for the numbers of a capture. */
export type Averaging = (
  found: Readonly<Record<string, AveragedNumber>>,
) => Promise<Readonly<Record<string, number>>>;

/** What the training tells while it runs. */
export interface StageProgress {
  /** Updates done. */
  readonly iteration: number;
  /** Loss of the latest mini-batch: cross-entropy in nats, or squared error. */
  readonly loss: number;
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

/** What a probe kind does: says which tensors it needs of the layers, and takes them from what the engine gave. */
export interface ProbeNode {
  readonly taps: (layers: readonly number[]) => Taps;
  /**
   * Whether `read` hands on inner products of activations as the engine gives them, which is faster where estimators can do
   * with them. A probe that makes something of the activations leaves it out, and is given the tensors.
   */
  readonly takesProducts?: true;
  readonly read: (tensors: Tensors) => {
    readonly layers: ReadonlyMap<number, Float32Array>;
    /** Of layers whose activations were asked for in this form. */
    readonly products?: ReadonlyMap<number, LayerProducts>;
    /** d_L for error signals, else empty. */
    readonly lossError: Float32Array;
  };
}

/** One layer of a capture. Tensors are `[samples, channels, features]`, float32 from a network; a dense layer has one channel. */
export interface CapturedLayer {
  /** Index into the network. */
  readonly index: number;
  readonly channels: number;
  readonly features: number;
  /** Empty where inner products will do for all estimators; features in any order where they turn out not to. */
  readonly values: SampleValues;
  /** Inner products of the samples, their mean taken off, [samples, samples]; see `longestSample` of an estimator. */
  readonly products?: Float32Array;
}

/** What a probe hands to its estimators: one batch at one row, after the updates the row stands for. */
export interface Capture {
  readonly iteration: number;
  /** The trial's seed, for estimators that draw; 0 when left out. */
  readonly seed?: number;
  readonly samples: number;
  readonly classes: number;
  /** X, `[samples, inputs]`. */
  readonly inputs: SampleValues;
  readonly labels: Uint8Array;
  /** T_k of an activations probe or d_k of an errors probe, in the probe's order. */
  readonly layers: readonly CapturedLayer[];
  /** d_L, `[samples, classes]`; empty for activations. */
  readonly lossError: Float32Array;
}

/** A row of an estimator, before names and trial are joined on. Cells are columns of the estimates table. */
export interface EstimateRow {
  /** Index into the network; null for X or Y alone. */
  readonly layer: number | null;
  readonly cells: Readonly<Record<string, Cell>>;
}

/**
 * Solves the spectra that all estimators of one capture ask for, together, each once.
 * `key` names the matrix within the capture; `build` makes it only when the key is new.
 */
export interface SpectrumDesk {
  /**
   * Asks for the eigenvalues of a symmetric matrix `[n, n]`, float64, row-major, given by factors that are multiplied
   * elementwise. Read the answer after `solve`; the factors are built while the desk solves.
   * @param precision in which it is reduced; double when left out
   */
  request(key: string, n: number, build: () => Factors, precision?: Precision): () => Float64Array;
  /** Whether there is single precision here. */
  readonly single: boolean;
  /** Asks for a sum over eigenvalues over `total` without the eigenvalues; as `request` otherwise. See `rationalPower`. */
  requestExcess(
    key: string,
    n: number,
    build: () => Factors,
    power: RationalPower,
    total: number,
  ): () => number;
  /** A value shared between the estimators of one capture, such as a Gram matrix. */
  share<T>(key: string, build: () => T): T;
  /** The mean over rows of a number that the estimator's `averages` names; `value` where there is none. */
  averaged(name: string, number: AveragedNumber): number;
  /** Squared distances `[n, n]` between samples, shared by `key`. */
  distances(key: string, samples: KernelSamples): Float64Array;
  /** Gram matrix `[n, n]` of a Gaussian kernel, by the fastest numerics there are; see `gaussianGram`. */
  gram(terms: readonly KernelTerm[], n: number): Float64Array;
}

/** The numbers of a capture that an estimator averages over the rows of a training, by name. */
export type AveragesOf<Params = JsonObject> = (
  capture: Capture,
  params: Params,
  desk: SpectrumDesk,
) => Readonly<Record<string, AveragedNumber>>;

/** Asks the desk for what it needs and returns the step that makes the rows once the spectra are there. */
export type EstimatorRun<Params = JsonObject> = (
  capture: Capture,
  params: Params,
  desk: SpectrumDesk,
) => () => readonly EstimateRow[];
