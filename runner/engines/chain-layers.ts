import type { LayerRule } from '../../src/node/declare.ts';
import type {
  HeadPlan,
  JsonObject,
  LayerPlan,
  NetworkPlan,
  QuantisePlan,
  Shape,
} from '../../src/plan/plan.ts';
import { quantiseLayer } from '../../src/plan/quantised-levels.ts';
import { tieLayer } from '../../src/plan/tied-layer.ts';
import { layerKinds } from '../layers/index.ts';
import { shapeOf } from './network-inputs.ts';

/**
 * A layer by kind and parameters; those left out are the kinds' defaults, a linear activation among them. `tied` is the
 * place of the layer whose kernel it has, `quantise` as in the plan. `inputs`
 * names the layers (by place, -1 for the network's input) that it reads, where that is not the one before it.
 */
export type LayerEntry = readonly [
  kind: string,
  params: JsonObject & { readonly quantise?: QuantisePlan },
  inputs?: readonly number[],
];

const defaults: Readonly<Record<string, JsonObject>> = {
  conv: { stride: 1, padding: 'valid', dilation: 1, activation: 'linear', initializer: 'glorot-uniform' },
  pool: { padding: 'valid', mode: 'max' },
  dense: { activation: 'linear', initializer: 'glorot-uniform' },
  'batch-norm': { activation: 'linear', momentum: 0.1, epsilon: 1e-5 },
  'layer-norm': { activation: 'linear', epsilon: 1e-5 },
  dropout: { rate: 0.5 },
  upsample: { factor: 2 },
  residual: { shortcut: 'identity', activation: 'relu', initializer: 'glorot-uniform' },
};

/** Heads of a network by name; their layers are placed after those of the network. */
export type HeadEntries = Readonly<
  Record<string, Pick<HeadPlan, 'after' | 'weight' | 'lowest'> & { readonly entries: readonly LayerEntry[] }>
>;

/**
 * A network as `chainLayers` makes it, with heads.
 * @param lowest layer that the main loss reaches
 */
export function chainWithHeads(
  input: Shape,
  entries: readonly LayerEntry[],
  heads: HeadEntries,
  lowest?: number,
): NetworkPlan {
  const all = [...entries];
  const plans = Object.entries(heads).map(([name, { entries: own, ...head }]): HeadPlan => {
    const from = all.length;
    const [[kind, params, inputs], ...others] = own as [LayerEntry, ...LayerEntry[]];
    all.push([kind, params, inputs ?? [head.after]], ...others);
    return { name, ...head, from, output: all.length - 1 };
  });
  return { ...chainLayers(input, all), heads: plans, ...(lowest === undefined ? {} : { lowest }) };
}

/**
 * The plan of a network that is made here and not in a study, shaped by the layers' own rules. Its last output is the logits.
 * @param kinds of the layers; those that infoplane brings along when left out
 * @throws Error when a layer does not fit
 */
export function chainLayers(
  input: Shape,
  entries: readonly LayerEntry[],
  kinds: ReadonlyMap<string, LayerRule> = layerKinds,
): NetworkPlan {
  const layers: LayerPlan[] = [];
  entries.forEach(([kind, given, inputs], index) => {
    const rule = kinds.get(kind);
    if (!rule) throw new Error(`no layer kind is called ${kind}`);
    const { tied, quantise, ...own } = given;
    const params = { ...defaults[kind], ...own };
    const [shape = input, ...others] = (inputs ?? [index - 1]).map((source) =>
      shapeOf({ input, layers }, source),
    );
    const fitted = rule.shape(params as never, shape, ...others);
    if ('misfit' in fitted) throw new Error(`layer ${index}, ${kind}: ${fitted.misfit}`);
    const name = `${kind}-${index}`;
    const layer = { name, kind, params, ...(inputs ? { inputs } : {}), input: shape, ...fitted };
    const made = typeof tied === 'number' ? tieLayer(layer, layers[tied]!, tied) : layer;
    if (!made) throw new Error(`layer ${index} cannot be tied to layer ${tied}`);
    layers.push(quantiseLayer(made, quantise));
  });
  return { input, classes: layers.at(-1)!.output[0]!, layers };
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
