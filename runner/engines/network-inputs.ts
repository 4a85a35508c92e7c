import type { LayerPlan, NetworkPlan, Shape } from '../../src/plan/plan.ts';

/** Layers that layer `index` takes its inputs from; -1 is the network's input. */
export function inputsOf(layers: readonly LayerPlan[], index: number): readonly number[] {
  return layers[index]!.inputs ?? [index - 1];
}

/** Shape of what layer `source` puts out, or of the network's input for -1. */
export function shapeOf(network: Pick<NetworkPlan, 'input' | 'layers'>, source: number): Shape {
  return source < 0 ? network.input : network.layers[source]!.output;
}
