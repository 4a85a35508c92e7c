import type { LayerName } from './parameters.ts';

// Parameter types of networks beside their training. The generator turns them into definitions of the schema.

/**
 * Fake quantisation of activations, after the nonlinearity: the nearest of 2^bits levels between the ends of a range. Errors go
 * straight through it: as they are where the activation lies within the range, and not at all outside it.
 *
 * Weights stay real numbers. What probes see of such a layer lies on its levels exactly; error signals d_k are those at the
 * quantised T_k. Within one row the levels are the same for every batch. (PyTorch's `fake_quantize` passes errors up to half a step
 * beyond the range.)
 * @source Bengio, Léonard & Courville 2013; Jacob et al. 2018; Lorenzen, Igel & Nielsen 2022
 */
export interface Quantise {
  /**
   * Bits of a number: 4 bits are 16 levels.
   * @asType integer
   * @minimum 1
   * @maximum 16
   */
  bits: number;
  /**
   * Between which ends the levels lie. `layer`: what the layer's nonlinearity cannot leave, [0, 1] of a sigmoid and [-1, 1] of a
   * tanh. An end that it does not have (the upper one of relu, softplus and elu, whose lower ones are 0, 0 and -1; both of the
   * others) begins at the extremes of the first mini-batch in the network that is not quantised, and every update moves it by a
   * tenth of the way to those of its mini-batch; what lies outside goes to the end. `{ fixed: [-1, 1] }`: these ends for all layers.
   * @default "layer"
   */
  range?: 'layer' | FixedRange;
}

/** The same range for all layers, all through the training. */
export interface FixedRange {
  /**
   * The lower and the upper end.
   * @minItems 2
   * @maxItems 2
   */
  fixed: number[];
}

/** An auxiliary classifier on a layer of a network. */
export interface Head {
  /** The layer that it reads, by its full name. */
  after: LayerName;
  /**
   * Its layers, the last of which gives a logit a class, as the last layer of the network does. Probes reach `F` of head `A1` as `A1.F`.
   * @layers
   * @minItems 1
   */
  layers: unknown[];
  /**
   * What its loss is multiplied with in the total.
   * @default 1
   * @exclusiveMinimum 0
   */
  weight?: number;
  /**
   * How far down the gradient of its loss reaches: `[C1]` is from its own layers down to C1, which may be written with the layer that it
   * reads, `[C1, P3]`; `[]` is its own layers alone. Down to the first layer when left out.
   * @maxItems 2
   */
  reaches?: LayerName[];
}
