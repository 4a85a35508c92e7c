import type { NetworkPlan, TrainingPlan } from '../../src/plan/plan.ts';
import type { ForwardSession } from './forward.ts';
import type { NamedArrays } from './named-arrays.ts';

/** Engines by name: library / device. */
export type EngineName =
  | 'onnx/cpu'
  | 'onnx/webgpu'
  | 'onnx/cuda'
  | 'tfjs/native'
  | 'tfjs/cuda'
  | 'tfjs/webgpu'
  | 'tfjs/cpu';

/** Results are the same bytes within one numeric class, and within a stated tolerance across classes. */
export interface NumericClass {
  /** `none` where nothing is trained. */
  readonly engine: EngineName | 'none';
  /** Version of the library that computes. */
  readonly version: string;
  /** `cpu`, or the adapter's vendor and architecture. */
  readonly device: string;
  /** Threads one session computes with. */
  readonly threads: number;
}

/** Samples that go through the network together. */
export interface Batch {
  readonly samples: number;
  /** `[samples, channels x height x width]`, channels first, float32. */
  readonly inputs: Float32Array;
  /** Class of each sample, `[samples]`; empty where Y is real-valued. */
  readonly labels: Int32Array;
  /** Y where it is real-valued, `[samples, k]`. */
  readonly targets?: Float32Array;
  /** Places of the samples in `SessionOptions.samples`; left out by a batch of others. `inputs` are then made when they are asked for. */
  readonly rows?: Uint32Array;
}

/** All samples that a training takes its mini-batches of. */
export interface TrainingInputs {
  readonly count: number;
  /** `[count, channels x height x width]`, channels first, float32; made anew by each call. */
  inputs(): Float32Array;
}

/**
 * Weights by layer, then by name, in the plan's order and shapes: a convolution's kernel
 * `[filters, channels, height, width]`, a dense layer's `[units, inputs]`, biases `[n]`. Layers without weights have
 * an empty record.
 */
export type Weights = readonly Readonly<Record<string, Float32Array>>[];

/** Layers (by index) whose tensors a capture holds, and those of which inner products will do. */
export interface Taps {
  readonly activations: readonly number[];
  /** Of what the network is trained on: the total, where it has heads. */
  readonly errors: readonly number[];
  /** Error signals of one loss of a network with heads, by its place among them; each loss once. */
  readonly ofLosses?: readonly LossTap[];
  readonly products?: readonly ProductTap[];
}

/** Layers of which the error signals of one loss are wanted. */
export interface LossTap {
  readonly loss: number;
  readonly layers: readonly number[];
}

/** A layer whose T_k is wanted as inner products of its samples. */
export interface ProductTap {
  readonly layer: number;
  /** Squared length of a sample, its mean taken off, above which the samples themselves are wanted too. */
  readonly longest: number;
}

/** Inner products of the samples of one layer, and what stands for them where they are not exact enough. */
export interface LayerProducts {
  /**
   * <a - m, b - m> of all pairs, with m the mean of the samples: `[samples, samples]`, float32. A squared distance made of
   * them is wrong by at most 1e-6 times the sum of the two squared lengths.
   */
  readonly values: Float32Array;
  /** T_k `[samples, features]`, the same bytes as the tensor's, when a sample is longer than the tap allows; else empty. */
  readonly reserve: Float32Array;
}

/** Tensors of one batch, for the weights before any update of the same call. All are `[samples, channels x height x width]`. */
export interface Tensors {
  /** T_k by layer index, after the nonlinearity. */
  readonly activations: ReadonlyMap<number, Float32Array>;
  /**
   * By layer index. A layer of `Taps.products` is not here, and among `activations` instead, where the engine has no such
   * products, or where the batch went through in pieces.
   */
  readonly products: ReadonlyMap<number, LayerProducts>;
  /**
   * d_k by layer index: gradient of each sample's own loss with respect to T_k (samples x the gradient of the batch
   * mean). Where batch normalisation ties samples together in training, it is the gradient of the sum of all samples'
   * losses with respect to that sample's T_k.
   *
   * With heads the loss is the total: each layer gets what the losses that reach it send, times their weights.
   */
  readonly errors: ReadonlyMap<number, Float32Array>;
  /**
   * d_L at the network's output, `[samples, outputs]`, with those at the heads' outputs, times their weights, beside it; empty when
   * no errors were asked for.
   */
  readonly lossError: Float32Array;
  /** Of single losses, by their places: without weight, and 0 in layers that the loss does not reach. Left out when none was asked for. */
  readonly ofLosses?: ReadonlyMap<number, LossSignals>;
}

/** Error signals of one loss. */
export type LossSignals = Pick<Tensors, 'errors' | 'lossError'>;

export interface StepResult {
  /** Mean loss of the batch before the update: cross-entropy in nats, or squared error. */
  readonly loss: number;
  /** Samples whose largest output (the first one on a tie) is their class; null for a network that gives real values. */
  readonly correct: number | null;
  /** The same of each head, in their order; left out by a network without any. */
  readonly heads?: readonly Pick<StepResult, 'loss' | 'correct'>[];
  /** Present when the call asked for a capture. */
  readonly tensors: Tensors | null;
}

/**
 * How layers that differ between the two behave. `training`: dropout drops, batch normalisation takes the batch's own
 * statistics. `evaluation`: nothing is dropped, running statistics are used.
 */
export type Mode = 'training' | 'evaluation';

/** One network in training on one engine. Calls on a session must not overlap. */
export interface TrainingSession {
  /** One optimiser update on `batch`. With `capture`, the tensors are those before the update. Any batch size up to the plan's. */
  update(batch: Batch, learningRate: number, capture: boolean): Promise<StepResult>;
  /**
   * One update after another, without captures: the same bytes as a call of `update` for each. Their losses come back together, so
   * that a device is waited for once. Left out where nothing is gained by that.
   */
  readonly updates?: (
    batches: readonly Batch[],
    learningRates: readonly number[],
  ) => Promise<readonly StepResult[]>;
  /**
   * Loss, hits and (with `capture`) tensors of `batch` without an update; nothing of the session changes. Any batch
   * size in evaluation; up to the plan's in training, where it sees what the next update would see.
   * @param mode `evaluation` when left out
   */
  observe(batch: Batch, capture: boolean, mode?: Mode): Promise<StepResult>;
  /** Nobody looks at the tensors of a step again: their memory may serve other steps. */
  giveBack?(step: StepResult): void;
  /** A copy of the weights now, running statistics included. */
  weights(): Promise<Weights>;
  /** A copy of all that decides what the session computes next. */
  state(): Promise<SessionState>;
  close(): Promise<void>;
}

/**
 * Where a session stands. k updates, `state`, another session opened from it and m updates give the same bytes as
 * k + m updates, within one numeric class.
 */
export interface SessionState {
  /** Updates done: what Adam's corrections and the dropout masks go by. */
  readonly updates: number;
  /** Weights, running statistics and the optimiser's tensors, under names of the engine's own and in the plan's shapes. */
  readonly tensors: NamedArrays;
}

export interface SessionOptions {
  readonly training: TrainingSettings;
  readonly taps: Taps;
  readonly initial: Weights;
  /** Goes on from here in the place of `initial`; of a session of the same engine, network and settings. */
  readonly from?: SessionState;
  /** Seed of the dropout masks; needed only for networks with dropout. */
  readonly seed?: number;
  /** What `Batch.rows` are places in. An engine may put them on its device, where batches are then gathered. */
  readonly samples?: TrainingInputs;
}

/** The part of a training plan that an engine needs. */
export type TrainingSettings = Pick<
  TrainingPlan,
  | 'optimizer'
  | 'momentum'
  | 'nesterov'
  | 'adam'
  | 'weightDecay'
  | 'clip'
  | 'loss'
  | 'labelSmoothing'
  | 'classWeights'
  | 'target'
  | 'batchSize'
>;

/** A library on a device that trains networks. Both engines keep this contract and share nothing else. */
export interface Engine {
  readonly numericClass: NumericClass;
  open(network: NetworkPlan, options: SessionOptions): Promise<TrainingSession>;
  /**
   * Opens a graph from elsewhere, the bytes of an .onnx file; left out by engines that cannot run one. What a tensor comes to
   * does not depend on which others are put out.
   * @throws RunError when the library refuses it
   */
  forward?(model: Uint8Array): Promise<ForwardSession>;
  close(): Promise<void>;
}
