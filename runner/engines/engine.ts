import type { NetworkPlan, TrainingPlan } from '../../src/plan/plan.ts';

/** Engines by name: library / device. */
export type EngineName = 'onnx/cpu' | 'onnx/webgpu' | 'onnx/cuda' | 'tfjs/cuda' | 'tfjs/webgpu' | 'tfjs/cpu';

/** Results are the same bytes within one numeric class, and within a stated tolerance across classes. */
export interface NumericClass {
  readonly engine: EngineName;
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
  /** Class of each sample, `[samples]`. */
  readonly labels: Uint8Array;
}

/**
 * Weights by layer, then by name, in the plan's order and shapes: a convolution's kernel
 * `[filters, channels, height, width]`, a dense layer's `[units, inputs]`, biases `[n]`. Layers without weights have
 * an empty record.
 */
export type Weights = readonly Readonly<Record<string, Float32Array>>[];

/** Layers (by index) whose tensors a capture holds. */
export interface Taps {
  readonly activations: readonly number[];
  readonly errors: readonly number[];
}

/** Tensors of one batch, for the weights before any update of the same call. All are `[samples, channels x height x width]`. */
export interface Tensors {
  /** T_k by layer index, after the nonlinearity. */
  readonly activations: ReadonlyMap<number, Float32Array>;
  /** d_k by layer index: gradient of each sample's own loss with respect to T_k (samples x the gradient of the batch mean). */
  readonly errors: ReadonlyMap<number, Float32Array>;
  /** d_L at the logits, `[samples, classes]`; empty when no errors were asked for. */
  readonly lossError: Float32Array;
}

export interface StepResult {
  /** Mean cross-entropy of the batch in nats, before the update. */
  readonly loss: number;
  /** Samples whose largest logit (the first one on a tie) is their class. */
  readonly correct: number;
  /** Present when the call asked for a capture. */
  readonly tensors: Tensors | null;
}

/** One network in training on one engine. Calls on a session must not overlap. */
export interface TrainingSession {
  /** One optimiser update on `batch`. With `capture`, the tensors are those before the update. Any batch size up to the plan's. */
  update(batch: Batch, learningRate: number, capture: boolean): Promise<StepResult>;
  /** Loss, hits and (with `capture`) tensors of `batch` without an update. Any batch size. */
  observe(batch: Batch, capture: boolean): Promise<StepResult>;
  /** A copy of the weights now. */
  weights(): Promise<Weights>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly training: Pick<TrainingPlan, 'optimizer' | 'momentum' | 'batchSize'>;
  readonly taps: Taps;
  readonly initial: Weights;
}

/** A library on a device that trains networks. Both engines keep this contract and share nothing else. */
export interface Engine {
  readonly numericClass: NumericClass;
  open(network: NetworkPlan, options: SessionOptions): Promise<TrainingSession>;
  close(): Promise<void>;
}
