import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { isJsonObject } from '../json.ts';
import type { LayerPlan, QuantisePlan } from '../plan.ts';
import { quantiseLayer } from '../quantised-levels.ts';

type Range = Pick<QuantisePlan, 'low' | 'high'>;

/** What a nonlinearity cannot leave; an end that it does not have moves with the training. */
const ownRanges: Readonly<Record<string, Range>> = {
  sigmoid: { low: 0, high: 1 },
  tanh: { low: -1, high: 1 },
  relu: { low: 0, high: null },
  softplus: { low: 0, high: null },
  elu: { low: -1, high: null },
};

/**
 * The layers with their outputs quantised as the network says: every layer that has a nonlinearity, a linear one too, but the
 * last, whose output the loss is taken of.
 * @param needed whether it is a mistake that none of them is quantised; a head may have no hidden layer
 */
export function quantiseLayers(
  spec: EntrySpec,
  layers: readonly LayerPlan[],
  needed: boolean,
): { readonly layers: readonly LayerPlan[] } | { readonly diagnostic: Diagnostic } {
  const quantise = spec.params?.quantise;
  if (!isJsonObject(quantise)) return { layers };
  const complain = (setting: readonly string[], message: string, hint: string) => {
    const origin = at(spec.tree, setting)?.node.origin ?? spec.key;
    const path = [spec.path, ...setting].join('.');
    return { diagnostic: problem('value-not-allowed', origin, path, message, hint) };
  };
  const fixed = fixedRange(quantise.range);
  if (fixed && !(Math.fround(fixed.low!) < Math.fround(fixed.high!))) {
    const message = `the range begins at ${fixed.low} and ends at ${fixed.high}`;
    return complain(['quantise', 'range', 'fixed'], message, 'write the lower end first, such as `[-1, 1]`');
  }
  const quantises = (layer: LayerPlan, index: number) =>
    'activation' in layer.params && index < layers.length - 1;
  if (needed && !layers.some(quantises)) {
    const message = 'no layer before the last has a nonlinearity, so that none is quantised';
    return complain(['quantise'], message, 'remove it, or give the network a hidden layer');
  }
  return {
    layers: layers.map((layer, index) => {
      if (!quantises(layer, index)) return layer;
      const own = ownRanges[String(layer.params.activation)] ?? { low: null, high: null };
      return quantiseLayer(layer, { bits: Number(quantise.bits), ...(fixed ?? own) });
    }),
  };
}

function fixedRange(range: unknown): Range | null {
  if (!isJsonObject(range as never)) return null;
  const { fixed } = range as { fixed: readonly [number, number] };
  return { low: Number(fixed[0]), high: Number(fixed[1]) };
}
