import { RunError } from '../../src/node/run-error.ts';
import type { NetworkPlan, PruningPlan, StagePlan } from '../../src/plan/plan.ts';
import { eachKeptRow } from '../../src/table/kept-rows.ts';
import type { Dataset } from '../contract/dataset.ts';
import type { Weights } from '../contract/engine.ts';
import type { StageServices } from '../contract/model.ts';
import type { NamedArray, NamedArrays } from '../contract/named-arrays.ts';
import type { FinishedStage, RowsByEstimate } from '../contract/stage-result.ts';
import { randomStream } from '../random/stream.ts';
import { trainNetwork } from './train-network.ts';

/**
 * Runs the stage of a pruned network: chooses the maps that stay by what was estimated of the required training, cuts its
 * final weights, and tests the network or trains it further.
 * @throws RunError when the required training did not come to its end, or has no value of some map after its last update
 */
export async function pruneNetwork(
  stage: StagePlan,
  dataset: Dataset,
  services: StageServices,
): Promise<FinishedStage> {
  const { pruning, requires, network } = stage;
  const base = services.required.find((one) => one.key === requires?.[0]);
  if (!pruning || !base) throw new Error('a pruned network comes without the training that it is made from');
  if (base.training.outcome.kind !== 'complete') {
    throw new RunError(
      `the training that ${stage.id} is made from ended early: its loss was no longer a number`,
    );
  }
  const maps = base.weights.get(`${pruning.layer}/kernel`)!.shape[0]!;
  const kept = chooseMaps(pruning, maps, base.estimates, stage);
  return trainNetwork(stage, dataset, services, cutWeights(network, base.weights, kept, maps));
}

/** Indices of the maps that stay, ascending. */
function chooseMaps(
  { layer, keep, drop, estimate }: PruningPlan,
  maps: number,
  estimates: RowsByEstimate,
  stage: StagePlan,
): number[] {
  if (drop === 'random' || estimate === undefined) {
    const order = randomStream(stage.seed, 'pruning', layer).permutation(maps);
    return [...order.slice(0, keep)].sort((a, b) => a - b);
  }
  const rows = [...eachKeptRow(estimates[estimate]!)].filter((row) => row.layer === layer);
  // the plan has made sure that they end with a row after the last update
  const last = rows.at(-1)?.iteration;
  const values = new Map(
    rows.filter((row) => row.iteration === last).map(({ cells }) => [cells.channel, Number(cells.value)]),
  );
  const ranked = Array.from({ length: maps }, (_, map) => ({ map, value: values.get(map) ?? Number.NaN }));
  if (ranked.some(({ value }) => Number.isNaN(value)))
    throw new RunError(`${stage.id}: not every map of its layer has an estimate after the last update`);
  const sign = drop === 'smallest' ? -1 : 1;
  ranked.sort((a, b) => sign * (a.value - b.value) || a.map - b.map);
  return ranked
    .slice(0, keep)
    .map(({ map }) => map)
    .sort((a, b) => a - b);
}

/**
 * The weights of `network` out of those of the network with all `maps` maps. Wherever an axis is shorter than before it runs
 * over maps, or over maps times places with the map outermost: its kept parts stay.
 */
export function cutWeights(
  network: NetworkPlan,
  weights: NamedArrays,
  kept: readonly number[],
  maps: number,
): Weights {
  return network.layers.map((layer, index) =>
    Object.fromEntries(
      layer.weights.map(({ name, shape }) => [
        name,
        cutTensor(weights.get(`${index}/${name}`)!, shape, kept, maps),
      ]),
    ),
  );
}

function cutTensor(
  { shape, values }: NamedArray,
  wanted: readonly number[],
  kept: readonly number[],
  maps: number,
): Float32Array {
  const axis = shape.findIndex((length, place) => length !== wanted[place]);
  if (axis < 0) return values.slice();
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const row = shape[axis]! * inner;
  const part = row / maps;
  const cut = new Float32Array((values.length / row) * kept.length * part);
  let place = 0;
  for (let from = 0; from < values.length; from += row) {
    for (const map of kept) {
      cut.set(values.subarray(from + map * part, from + (map + 1) * part), place);
      place += part;
    }
  }
  return cut;
}
