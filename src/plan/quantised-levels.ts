import type { LayerPlan, NetworkPlan, QuantisePlan, WeightPlan } from './network-plan.ts';

/** The weight in which a layer keeps the ends of its range, [low, high], when one of them moves with the training. */
export const rangeWeight = 'quantised-range';

/** How far one update moves such a range: range <- (1 - rate) range + rate (the mini-batch's). */
export const rangeRate = 0.1;

/** What engines divide by at least, so that a range of no length has one level and not none. */
export const smallestStep = 1e-30;

const range: WeightPlan = {
  name: rangeWeight,
  shape: [2],
  initializer: 'zeros',
  fanIn: 1,
  fanOut: 1,
  trained: false,
};

/** Whether an end of the range moves with the training. */
export function rangeMoves({ low, high }: QuantisePlan): boolean {
  return low === null || high === null;
}

/** The layer with its output quantised, and the weight that holds a range that moves; as it is where nothing is quantised. */
export function quantiseLayer(layer: LayerPlan, quantise: QuantisePlan | undefined): LayerPlan {
  if (!quantise) return layer;
  return { ...layer, quantise, weights: rangeMoves(quantise) ? [...layer.weights, range] : layer.weights };
}

/**
 * How the numbers that a layer puts out are quantised: by itself, or by the layer before it whose numbers it only selects or
 * puts elsewhere. Null where they are not on the levels of one layer: they may be any number, or means or multiples of levels.
 */
export function quantisedBy(network: Pick<NetworkPlan, 'layers'>, index: number): QuantisePlan | null {
  const layer = network.layers[index];
  if (!layer) return null;
  if (layer.quantise) return layer.quantise;
  const { kind, params } = layer;
  const selects = kind === 'reshape' || kind === 'upsample' || (kind === 'pool' && params.mode === 'max');
  return selects && !layer.inputs ? quantisedBy(network, index - 1) : null;
}

/**
 * The 2^bits numbers that a layer can put out, ascending, float32: level k is low + k step with step = (high - low) / (2^bits - 1),
 * each operation rounded to float32, as engines compute it. Within one row of a probe they are the same in every batch: a range
 * that moves does so with an update alone.
 * @param moved [low, high] of the layer's weight `quantised-range` at that row, for ends that move
 * @throws Error when an end moves and `moved` is left out
 */
export function levelsOf({ bits, low, high }: QuantisePlan, moved?: ArrayLike<number>): Float32Array {
  const from = Math.fround(endOf(low, moved?.[0]));
  const step = stepOf(from, Math.fround(endOf(high, moved?.[1])), bits);
  return Float32Array.from({ length: 2 ** bits }, (_, level) => Math.fround(level * step) + from);
}

/**
 * Number of the level of each value, from 0 to 2^bits - 1.
 * @param values numbers on the levels
 */
export function levelIndices(values: ArrayLike<number>, levels: Float32Array): Uint16Array {
  const first = levels[0]!;
  const last = levels.length - 1;
  const perLevel = last / (levels[last]! - first);
  return Uint16Array.from(values, (value) =>
    Number.isFinite(perLevel) ? Math.round((value - first) * perLevel) : 0,
  );
}

/** Step between two levels, float32. */
function stepOf(low: number, high: number, bits: number): number {
  return Math.fround(Math.fround(high - low) * Math.fround(1 / (2 ** bits - 1)));
}

function endOf(known: number | null, moved: number | undefined): number {
  const end = known ?? moved;
  if (end === undefined) throw new Error('the range moves with the training, and where it is was not said');
  return end;
}
