import type { JsonObject } from './json.ts';

/**
 * Shape of one sample's tensor: `[channels, height, width]` for images and feature maps, `[units]` for vectors.
 * Channels come first everywhere inside infoplane; flattening a map for a dense layer keeps that order.
 */
export type Shape = readonly number[];

/** How a weight tensor starts; drawn from the stream (seed, 'weights', layer index, weight name). */
export interface WeightPlan {
  /** `kernel`, `bias`, ...: the layer kind's own names. */
  readonly name: string;
  /** `[filters, channels, height, width]` of a convolution, `[units, inputs]` of a dense layer, `[n]` of a bias. */
  readonly shape: Shape;
  /** Name of an initialiser, such as `glorot-uniform` or `zeros`. */
  readonly initializer: string;
  readonly fanIn: number;
  readonly fanOut: number;
  /** False for state that a step moves on but no gradient reaches, such as running statistics. */
  readonly trained?: false;
}

/**
 * Fake quantisation of a layer's output: after the nonlinearity each number becomes the nearest of 2^bits evenly spaced
 * levels from the low to the high end. An end that is null moves with the training, and stands among the layer's weights.
 */
export type QuantisePlan = {
  readonly bits: number;
  readonly low: number | null;
  readonly high: number | null;
};

export interface LayerPlan {
  readonly name: string;
  readonly kind: string;
  /** The layer's parameters with defaults filled in, without its name. */
  readonly params: JsonObject;
  /**
   * Where its inputs come from: indices of earlier layers, -1 for the network's input. Left out for a layer whose one
   * input is the layer before it.
   */
  readonly inputs?: readonly number[];
  /** Index of an earlier layer whose kernel, turned over, is this one's; left out for a layer with its own. */
  readonly tied?: number;
  /** Left out for a layer that puts its numbers out as they are. */
  readonly quantise?: QuantisePlan;
  /** Shape of its (first) input; empty where that is not known, as of a recorded layer. */
  readonly input: Shape;
  readonly output: Shape;
  readonly weights: readonly WeightPlan[];
  /** Multiply-adds of one sample's forward pass. */
  readonly multiplyAdds: number;
}

/**
 * A classifier of its own on a layer of a network. Its layers stand behind those of the network, so that these have the same
 * places, and begin with the same weights, whatever heads there are.
 */
export interface HeadPlan {
  readonly name: string;
  /** Index of the layer that it reads. */
  readonly after: number;
  /** Index of its first layer. */
  readonly from: number;
  /** Index of its last layer, which gives its logits. */
  readonly output: number;
  /** What its loss is multiplied with in the total. */
  readonly weight: number;
  /** Index of the lowest layer that the gradient of its loss reaches; 0 when left out. Above `after` where it reaches only its own. */
  readonly lowest?: number;
}

/** What an engine needs to know of a network. */
export interface NetworkPlan {
  readonly input: Shape;
  /** Null where Y is no class, or it is not known how many there are: of a recorded network. */
  readonly classes: number | null;
  /** Numbers of a sample's Y, where a network that is trained here has a real-valued one. */
  readonly targets?: number;
  /**
   * In an order in which each layer comes after those it takes its inputs from; the last one that belongs to no head is the output.
   */
  readonly layers: readonly LayerPlan[];
  /** In the order of their layers; left out by a network without any. */
  readonly heads?: readonly HeadPlan[];
  /** Index of the lowest layer that the gradient of the loss at the output reaches; 0 when left out. */
  readonly lowest?: number;
}
