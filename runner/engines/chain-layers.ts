import type { JsonObject, LayerPlan, NetworkPlan, Shape } from '../../src/plan/plan.ts';
import { layerKinds } from '../layers/index.ts';

/** A layer by kind and parameters; those left out are the kinds' defaults, a linear activation among them. */
export type LayerEntry = readonly [kind: string, params: JsonObject];

const defaults: Readonly<Record<string, JsonObject>> = {
  conv: { stride: 1, padding: 'valid', dilation: 1, activation: 'linear', initializer: 'glorot-uniform' },
  pool: { padding: 'valid', mode: 'max' },
  dense: { activation: 'linear', initializer: 'glorot-uniform' },
};

/** The plan of a network that is made here and not in a study, shaped by the layers' own rules. Its last output is the logits. */
export function chainLayers(input: Shape, entries: readonly LayerEntry[]): NetworkPlan {
  let shape = input;
  const layers = entries.map(([kind, given], index): LayerPlan => {
    const rule = layerKinds.get(kind);
    if (!rule) throw new Error(`no layer kind is called ${kind}`);
    const params = { ...defaults[kind], ...given };
    const fitted = rule.shape(params as never, shape);
    if ('misfit' in fitted) throw new Error(`layer ${index}, ${kind}: ${fitted.misfit}`);
    const layer = { name: `${kind}-${index}`, kind, params, input: shape, ...fitted };
    shape = fitted.output;
    return layer;
  });
  return { input, classes: shape[0]!, layers };
}

/** LeNet-5 for images of 28 x 28 in ten classes. */
export function lenet5(activation: string): NetworkPlan {
  return chainLayers(
    [1, 28, 28],
    [
      ['conv', { filters: 6, kernel: 5, activation }],
      ['pool', { size: 2 }],
      ['conv', { filters: 16, kernel: 5, activation }],
      ['pool', { size: 2 }],
      ['dense', { units: 120, activation }],
      ['dense', { units: 84, activation }],
      ['dense', { units: 10 }],
    ],
  );
}
