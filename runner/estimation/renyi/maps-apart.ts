import type { Capture } from '../../contract/capture.ts';
import { randomStream } from '../../random/stream.ts';
import type { SampleOrder } from '../permutation-null.ts';
import { information, type PendingEstimate, weighted } from './mutual-information.ts';
import type { EntropyOf } from './quantities.ts';
import { leastSum } from './relative-redundancy.ts';
import { apart, type GaussianVariable, reorder } from './variables.ts';

/** The quantities that maps which are permuted apart are a null of. */
export type ApartQuantity = 'redundancy' | 'relative-redundancy';

/** What a quantity is of maps that have nothing to do with X or with each other. */
export interface PendingApart {
  /** The mean, in bits or as a share; null where the sum of the single informations is not above round-off. */
  readonly mean: () => number | null;
  /** What the permutations leave open of it. */
  readonly stderr: () => number;
  readonly permutations: number;
}

/** How often each map is permuted alone at least, so that what the permutations leave open is known. */
const timesAlone = 2;

/**
 * Asks for redundancy, or its share of the sum, of feature maps each of which has its samples permuted by itself: E[sum_c I(X;Tc)] -
 * E[I(X;T)], and that over E[sum_c I(X;Tc)]. What C independent maps with the same entropies show of it comes of the number of
 * samples (all informations are above 0) and of saturation (I(X;T) is at most H(X)).
 *
 * The expectations are of their own: I(X;T) takes two spectra a permutation, and single informations are taken in turn, of each map
 * in at least two permutations. Of C maps and m permutations a permutation takes 2 + max(1, ceil(2 C / m)) spectra, 9 of 64
 * maps and 20 permutations, where all of them would take 66.
 */
export function requestApart(
  quantity: ApartQuantity,
  x: GaussianVariable,
  maps: readonly GaussianVariable[],
  entropyOf: EntropyOf,
  capture: Capture,
  permutations: number,
): PendingApart {
  const orders = maps.map((_, c) => ordersOfMap(capture, c, permutations));
  const turns = Math.max(1, Math.ceil((timesAlone * maps.length) / permutations));
  const together: PendingEstimate[] = [];
  const alone = maps.map((): PendingEstimate[] => []);
  for (let at = 0; at < permutations; at += 1) {
    const all = apart(
      maps,
      orders.map((own) => own[at]!),
    );
    together.push(information(entropyOf(x), entropyOf(all), entropyOf(x, all)));
    for (let turn = 0; turn < Math.min(turns, maps.length); turn += 1) {
      const c = (at * turns + turn) % maps.length;
      const permuted = reorder(maps[c]!, orders[c]![at]!);
      // alone no order changes anything
      alone[c]!.push(information(entropyOf(x), entropyOf(maps[c]!), entropyOf(x, permuted)));
    }
  }
  return summary(
    quantity,
    alone.filter((one) => one.length > 0),
    together,
  );
}

function summary(
  quantity: ApartQuantity,
  alone: readonly (readonly PendingEstimate[])[],
  together: readonly PendingEstimate[],
): PendingApart {
  const ofAlone = () => alone.map((each) => momentsOf(each));
  const found = () => ({
    sum: ofAlone().reduce((total, { mean }) => total + mean, 0),
    error: Math.hypot(...ofAlone().map(({ error }) => error)),
    joint: momentsOf(together),
  });
  const least = () => leastSum(weighted(alone.map((each) => [1, each[0]!])));
  return {
    permutations: together.length,
    mean: () => {
      const { sum, joint } = found();
      if (quantity === 'redundancy') return sum - joint.mean;
      return sum > least() ? 1 - joint.mean / sum : null;
    },
    stderr: () => {
      const { sum, error, joint } = found();
      if (quantity === 'redundancy') return Math.hypot(error, joint.error);
      return Math.hypot(joint.error, (joint.mean / sum) * error) / sum;
    },
  };
}

/** Mean of values, and its standard error; 0 of one value. */
function momentsOf(values: readonly PendingEstimate[]): { readonly mean: number; readonly error: number } {
  const bits = values.map((one) => one.bits());
  const mean = bits.reduce((sum, one) => sum + one, 0) / bits.length;
  const squares = bits.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, error: bits.length > 1 ? Math.sqrt(squares / (bits.length - 1) / bits.length) : 0 };
}

/**
 * Orders of the samples for one feature map, by the seed of the trial and the row: the same for all layers and estimators, and the first
 * of many are the few of few.
 */
export function ordersOfMap(
  { seed = 0, iteration, samples }: Capture,
  map: number,
  count: number,
): SampleOrder[] {
  const random = randomStream(seed, 'permutations', iteration, samples, 'map', map);
  return Array.from({ length: count }, (_, at) => ({
    key: `order ${at} of map ${map}`,
    places: random.permutation(samples),
  }));
}
