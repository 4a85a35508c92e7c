import type { LayerRule } from '../../src/node/declare.ts';
import type { Shape } from '../../src/plan/plan.ts';
import type { GraphBuilder, Value } from '../engines/onnx/graph-builder.ts';
import type { Tensor, Tensorflow } from '../engines/tfjs/tensorflow.ts';

/** A layer's settings as the plan has them: defaults filled in, without what only says how the layer is written. */
export type Settled<Params> = Required<Omit<Params, 'repeat'>>;

/** What a layer's ONNX lowering is given. Tensors between layers are `[features, samples]`, the samples innermost. */
export interface OnnxCall<Params> {
  readonly graph: GraphBuilder;
  readonly params: Params;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly samples: number;
  /** T_(k-1), `[features, samples]`. */
  readonly input: Value;
  /** By name, in the plan's shapes. */
  readonly weights: Readonly<Record<string, Value>>;
}

/** How errors go back through a layer. Each function adds its nodes when it is called; call it once. */
export interface OnnxBackward {
  /** d_(k-1), `[features, samples]`. */
  input(): Value;
  /** Gradients of the summed loss of the batch, by weight, in the plan's shapes. */
  gradients(): Readonly<Record<string, Value>>;
}

export interface OnnxForward {
  /** T_k, `[features, samples]`. */
  readonly output: Value;
  /** @param error d_k, `[features, samples]` */
  backward(error: Value): OnnxBackward;
}

/** What a layer's TensorFlow.js forward pass is given. Feature maps are `[samples, height, width, channels]`, vectors `[samples, units]`. */
export interface TfjsCall<Params> {
  readonly tf: Tensorflow;
  readonly params: Params;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly input: Tensor;
  /** By name, in the plan's shapes. */
  readonly weights: Readonly<Record<string, Tensor>>;
}

/** A layer kind: its shape rule and how each engine computes it. `Params` is erased to `never` in lists of kinds. */
export interface LayerKind<Params = never> extends LayerRule<Params> {
  /** The layer as nodes of the step graph, forward and backward. */
  readonly onnx: { forward(call: OnnxCall<Params>): OnnxForward };
  /** The layer as TensorFlow.js operations; its gradient is left to TensorFlow.js. */
  readonly tfjs: { forward(call: TfjsCall<Params>): Tensor };
}

/** Declares a layer kind. One file holds one: its TSDoc, `interface Params`, and `export default defineLayer({...})`. */
export function defineLayer<Params>(declaration: LayerKind<Params>): LayerKind<Params> {
  return declaration;
}
