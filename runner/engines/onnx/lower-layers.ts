import type { LayerPlan, QuantisePlan, Shape } from '../../../src/plan/plan.ts';
import { rangeWeight } from '../../../src/plan/quantised-levels.ts';
import type { Mode } from '../../contract/engine.ts';
import type { LayerKind, OnnxForward } from '../../contract/layer.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { quantise } from '../../lowering/onnx/quantise.ts';
import { inputsOf, shapeOf } from '../network-inputs.ts';
import { fitsConvPool, lowerConvPool } from './conv-pool.ts';
import { fitsDirectConv, lowerDirectConv } from './direct-conv.ts';
import type { Lowering, Segment } from './segment.ts';

export interface LayersCall {
  readonly graph: GraphBuilder;
  /** Shape of the network's input. */
  readonly input: Shape;
  readonly layers: readonly LayerPlan[];
  readonly kinds: ReadonlyMap<string, LayerKind>;
  readonly weights: readonly Readonly<Record<string, Value>>[];
  /** Dropout masks `[features, samples]` by layer. */
  readonly masks: ReadonlyMap<number, Value>;
  readonly samples: number;
  readonly lowering: Lowering;
  /** Numbers in a block of images, where ONNX Runtime has them; null where it has none. */
  readonly block: number | null;
  readonly mode: Mode;
  /** Layers below which a loss does not reach: none is lowered together with the one before it. */
  readonly cuts: ReadonlySet<number>;
}

/** Lowers the layers from the input `[features, samples]` to the output, two at a time where a pattern fits. */
export function lowerLayers(call: LayersCall, first: Value): readonly Segment[] {
  const { graph, layers, samples } = call;
  const segments: Segment[] = [];
  const values = new Map([[-1, first]]);
  for (let index = 0; index < layers.length; ) {
    const inputs = inputsOf(layers, index);
    const taken = inputs.map((source) => values.get(source)!);
    const conv = layers[index]!;
    const fused =
      call.lowering === 'fast' &&
      !call.cuts.has(index + 1) &&
      isReadByNextOnly(layers, index) &&
      fitsConvPool(conv, layers[index + 1]);
    const segment = fused
      ? lowerConvPool({
          graph,
          conv,
          index,
          source: inputs[0]!,
          samples,
          input: taken[0]!,
          weights: call.weights[index]!,
        })
      : lowerLayer(call, index, inputs, taken);
    segments.push(segment);
    values.set(segment.to - 1, segment.output);
    index = segment.to;
  }
  return segments;
}

function isReadByNextOnly(layers: readonly LayerPlan[], index: number): boolean {
  const readers = layers.flatMap((_, at) => (inputsOf(layers, at).includes(index) ? [at] : []));
  return readers.length === 1 && readers[0] === index + 1;
}

function lowerLayer(
  { graph, input, layers, kinds, weights, masks, samples, mode, lowering, block }: LayersCall,
  index: number,
  sources: readonly number[],
  inputs: readonly Value[],
): Segment {
  const layer = layers[index]!;
  const kind = kinds.get(layer.kind);
  if (!kind) throw new Error(`no layer kind is called ${layer.kind}`);
  const call = {
    graph,
    params: layer.params as never,
    inputShape: layer.input,
    outputShape: layer.output,
    samples,
    input: inputs[0]!,
    inputs,
    inputShapes: sources.map((source) => shapeOf({ input, layers }, source)),
    weights: weights[index]!,
    mode,
    mask: masks.get(index) ?? null,
  };
  const direct = lowering === 'fast' && fitsDirectConv(layer, layers);
  const made = direct ? lowerDirectConv(layer, call, block) : kind.onnx.forward(call);
  const forward = layer.quantise ? quantised(graph, layer.quantise, made, weights[index]!) : made;
  return {
    from: index,
    to: index + 1,
    inputs: sources,
    output: forward.output,
    activation: () => forward.output,
    unordered: () => ({ rows: forward.output, order: null }),
    nextState: () => new Map(forward.nextState ? [[index, forward.nextState()]] : []),
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

/** The same layer with its output on its levels; d_k is that of the output as the next layer reads it. */
function quantised(
  graph: GraphBuilder,
  plan: QuantisePlan,
  made: OnnxForward,
  weights: Readonly<Record<string, Value>>,
): OnnxForward {
  const { output, error: errorAt, nextRange } = quantise(graph, plan, made.output, weights[rangeWeight]);
  return {
    output,
    backward: (error) => made.backward(errorAt(error)),
    nextState() {
      const moved = nextRange();
      return { ...made.nextState?.(), ...(moved ? { [rangeWeight]: moved } : {}) };
    },
  };
}
