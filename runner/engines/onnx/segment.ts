import type { Value } from './graph-builder.ts';

/** `fast` fuses a convolution with the pooling after it where that fits; `plain` lowers layer by layer. */
export type Lowering = 'fast' | 'plain';

/** One layer, or several adjacent ones lowered together: layers `from` up to, not including, `to`. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** T of the last layer, `[features, samples]`. */
  readonly output: Value;
  /** T of one of its layers; nodes that only this needs are added when it is called. */
  activation(layer: number): Value;
  /** @param error d of the last layer */
  backward(error: Value): SegmentBackward;
}

export interface SegmentBackward {
  /** d of the layer before. */
  input(): Value;
  /** Gradients of the summed loss, by layer, then by weight. */
  gradients(): ReadonlyMap<number, Readonly<Record<string, Value>>>;
  /** d of one of its layers. */
  error(layer: number): Value;
}
