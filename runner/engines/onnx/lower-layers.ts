import type { LayerPlan } from '../../../src/plan/plan.ts';
import type { LayerKind } from '../../layers/layer.ts';
import { fitsConvPool, lowerConvPool } from './conv-pool.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import type { Lowering, Segment } from './segment.ts';

export interface LayersCall {
  readonly graph: GraphBuilder;
  readonly layers: readonly LayerPlan[];
  readonly kinds: ReadonlyMap<string, LayerKind>;
  readonly weights: readonly Readonly<Record<string, Value>>[];
  readonly samples: number;
  readonly lowering: Lowering;
}

/** Lowers the layers from the input `[features, samples]` to the logits, two at a time where a pattern fits. */
export function lowerLayers(call: LayersCall, first: Value): readonly Segment[] {
  const segments: Segment[] = [];
  let input = first;
  for (let index = 0; index < call.layers.length; ) {
    const { graph, layers, samples } = call;
    const conv = layers[index]!;
    const fused = call.lowering === 'fast' && fitsConvPool(conv, layers[index + 1]);
    const segment = fused
      ? lowerConvPool({ graph, conv, index, samples, input, weights: call.weights[index]! })
      : lowerLayer(call, index, input);
    segments.push(segment);
    input = segment.output;
    index = segment.to;
  }
  return segments;
}

function lowerLayer(
  { graph, layers, kinds, weights, samples }: LayersCall,
  index: number,
  input: Value,
): Segment {
  const layer = layers[index]!;
  const kind = kinds.get(layer.kind);
  if (!kind) throw new Error(`no layer kind is called ${layer.kind}`);
  const forward = kind.onnx.forward({
    graph,
    params: layer.params as never,
    inputShape: layer.input,
    outputShape: layer.output,
    samples,
    input,
    weights: weights[index]!,
  });
  return {
    from: index,
    to: index + 1,
    output: forward.output,
    activation: () => forward.output,
    backward(error) {
      const step = forward.backward(error);
      return {
        input: step.input,
        gradients: () => new Map([[index, step.gradients()]]),
        error: () => error,
      };
    },
  };
}
