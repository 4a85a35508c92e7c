import type { LayerRule } from '../../src/node/declare.ts';
import type { Shape } from '../../src/plan/plan.ts';
import type { Mode } from './engine.ts';
import type { GraphBuilder, Value } from './onnx-graph.ts';
import type { Tensor, Tensorflow } from './tensorflow.ts';

/** A layer's settings as the plan has them: defaults filled in, without what only says how the layer is written. */
export type Settled<Params> = Required<Omit<Params, 'repeat'>>;

/** What both engines tell a layer. */
interface LayerCall<Params, Tensor> {
  readonly params: Params;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** What the layer before puts out: the first of its inputs. */
  readonly input: Tensor;
  /** All of its inputs, with their shapes, where it has several. */
  readonly inputs: readonly Tensor[];
  readonly inputShapes: readonly Shape[];
  /** By name, in the plan's shapes. */
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly mode: Mode;
  /** For a kind with a `dropRate`, in training: numbers to multiply its input with, in the input's layout. */
  readonly mask: Tensor | null;
}

/** What a layer's ONNX lowering is given. Tensors between layers are `[features, samples]`, the samples innermost. */
export interface OnnxCall<Params> extends LayerCall<Params, Value> {
  readonly graph: GraphBuilder;
  readonly samples: number;
}

/** How errors go back through a layer. Each function adds its nodes when it is called; call it once. */
export interface OnnxBackward {
  /**
   * What goes back to one of its inputs, `[features, samples]`.
   * @param which place among the inputs
   */
  input(which: number): Value;
  /** Gradients of the summed loss of the batch, by trained weight, in the plan's shapes. */
  gradients(): Readonly<Record<string, Value>>;
}

export interface OnnxForward {
  /** T_k, `[features, samples]`. */
  readonly output: Value;
  /** @param error d_k, `[features, samples]` */
  backward(error: Value): OnnxBackward;
  /** What the weights that are not trained become after a step in training, by name. */
  nextState?(): Readonly<Record<string, Value>>;
}

/** What a layer's TensorFlow.js forward pass is given. Feature maps are `[samples, height, width, channels]`, vectors `[samples, units]`. */
export interface TfjsCall<Params> extends LayerCall<Params, Tensor> {
  readonly tf: Tensorflow;
}

/** A layer kind: its shape rule and how each engine computes it. `Params` is erased to `never` in lists of kinds. */
export interface LayerKind<Params = never> extends LayerRule<Params> {
  /** The layer as nodes of the step graph, forward and backward. */
  readonly onnx: { forward(call: OnnxCall<Params>): OnnxForward };
  /** The layer as TensorFlow.js operations; its gradient is left to TensorFlow.js. */
  readonly tfjs: {
    forward(call: TfjsCall<Params>): Tensor;
    /** What the weights that are not trained become after a step in training, by name. */
    nextState?(call: TfjsCall<Params>): Readonly<Record<string, Tensor>>;
  };
  /** For a kind that drops: the probability that a number of its input becomes 0. The engine draws the mask. */
  dropRate?(params: Params): number;
  /** True for a kind that behaves differently in training and in evaluation. */
  readonly hasModes?: true;
}

/** Declares a layer kind. One file holds one: its TSDoc, `interface Params`, and `export default defineLayer({...})`. */
export function defineLayer<Params>(declaration: LayerKind<Params>): LayerKind<Params> {
  return declaration;
}
