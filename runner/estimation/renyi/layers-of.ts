import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { SampleValues } from '../../contract/numerics.ts';
import { asked } from './asked-quantity.ts';
import type { LayerTensor, LayerVariables, VariableMaker } from './make-variables.ts';
import { productsFor } from './product-form.ts';
import { reconstructionOf } from './reconstruction-of.ts';
import type { RenyiQuestion, RenyiSettings } from './renyi-settings.ts';
import type { GaussianVariable } from './variables.ts';

type Params = RenyiSettings & Pick<RenyiQuestion, 'quantity' | 'of'>;

/** What is asked, and what makes variables. */
export interface Making {
  readonly params: Params;
  readonly make: VariableMaker;
}

/** The layers that a quantity is asked of: all, or for I(T;X') all but the reconstruction. */
export function layersOf(capture: Capture, { quantity }: Params): readonly CapturedLayer[] {
  if (quantity !== "I(T;X')") return capture.layers;
  const last = reconstructionOf(capture);
  return capture.layers.filter((layer) => layer !== last);
}

/** A layer as a variable. */
export function layerOf(capture: Capture, layer: CapturedLayer, { params, make }: Making): LayerVariables {
  return make.layer(params.quantity === 'I(dL;dk)' ? 'dk' : 'T', tensorOf(capture, layer, params));
}

/** What stands in the place of X, as a variable. */
export function inputOf(capture: Capture, { params, make }: Making): GaussianVariable {
  const name = asked(params).x ?? 'X';
  const values = inPlaceOfX(capture, name);
  return make.vector(name, { values, n: capture.samples, d: values.length / capture.samples });
}

function inPlaceOfX(capture: Capture, name: "X'" | 'dL' | 'X'): SampleValues {
  if (name === 'dL') return capture.lossError;
  return name === "X'" ? reconstructionOf(capture).values : capture.inputs;
}

function tensorOf(capture: Capture, layer: CapturedLayer, params: Params): LayerTensor {
  const { samples: n } = capture;
  const { split } = params;
  const { index, values, channels, features } = layer;
  const products = productsFor(capture, layer, params);
  if (products) return { key: `products of layer ${index}`, values, n, channels, features, products };
  const units = split === 'units' && channels === 1;
  const shape = units ? { channels: features, features: 1 } : { channels, features };
  return { key: `layer ${index}${units ? ' units' : ''}`, values, n, ...shape };
}
