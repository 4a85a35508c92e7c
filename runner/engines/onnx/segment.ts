import type { Value } from '../../contract/onnx-graph.ts';

/** `fast` fuses a convolution with the pooling after it where that fits; `plain` lowers layer by layer. */
export type Lowering = 'fast' | 'plain';

/** One layer, or several adjacent ones lowered together: layers `from` up to, not including, `to`. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** Where its inputs come from: earlier layers, -1 for the network's input. */
  readonly inputs: readonly number[];
  /** T of the last layer, `[features, samples]`. */
  readonly output: Value;
  /** T of one of its layers; nodes that only this needs are added when it is called. */
  activation(layer: number): Value;
  /** The same with its features in whatever order costs least, and the row of it behind each feature; null where they are in order. */
  unordered(layer: number): { readonly rows: Value; readonly order: Int32Array | null };
  /** @param error d of the last layer */
  backward(error: Value): SegmentBackward;
  /** What weights that are not trained become, by layer, then by weight. */
  nextState(): ReadonlyMap<number, Readonly<Record<string, Value>>>;
}

export interface SegmentBackward {
  /** What goes back to one of its inputs. */
  input(which: number): Value;
  /** Gradients of the summed loss, by layer, then by weight. */
  gradients(): ReadonlyMap<number, Readonly<Record<string, Value>>>;
  /** d of one of its layers. */
  error(layer: number): Value;
}
