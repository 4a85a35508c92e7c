import type { Json, JsonObject } from './json.ts';
import { lossParts } from './losses.ts';
import type { EstimatorPlan, NetworkPlan, StagePlan } from './plan.ts';
import { isElsewhere } from './trained-here.ts';

// What decides results, by names that people know, so that two of them can be compared field by field.

/** What decides a stage's training. */
export function trainingContent(stage: StagePlan): JsonObject {
  const { seed, dataset, model, network, training, pruning, requires } = stage;
  const { layers } = network;
  const { recorded } = stage;
  return {
    seed,
    ...(dataset ? { dataset: { kind: dataset.kind, ...dataset.params } } : {}),
    model: model.kind,
    layers: named(
      layers.map(({ name, kind, params, tied, quantise }) => [
        name,
        {
          kind,
          ...params,
          ...(tied === undefined ? {} : { tied: layers[tied]!.name }),
          ...(quantise ? { quantise } : {}),
        },
      ]),
    ),
    ...lossContent(network),
    ...(isElsewhere(training)
      ? { ...(recorded ? { captures: recorded.folder } : { moments: [...training.moments] }) }
      : { training: { ...training } }),
    ...(pruning ? { pruning: { ...pruning } } : {}),
    ...(requires ? { requires: [...requires] } : {}),
    ...pluginsOf(stage, ['dataset', 'layer']),
  };
}

/** Heads, and how far down losses reach where that is not to the first layer. */
function lossContent(network: NetworkPlan): JsonObject {
  const nameOf = (layer: number) => network.layers[layer]!.name;
  const { heads = [], lowest } = network;
  const own = heads.map(({ name, after, weight, lowest: end }): [string, Json] => [
    name,
    {
      after: nameOf(after),
      weight,
      ...(end === undefined ? {} : { reaches: end > after ? 'its own layers' : nameOf(end) }),
    },
  ]);
  return {
    ...(own.length > 0 ? { heads: named(own) } : {}),
    ...(lowest === undefined ? {} : { reaches: nameOf(lowest) }),
  };
}

/** What decides the rows of an estimate of a stage beside the training. */
export function estimateContent(stage: StagePlan, { kind, params, probe, other }: EstimatorPlan): JsonObject {
  const seen = stage.probes[probe]!;
  return {
    probe: {
      kind: seen.kind,
      layers: seen.layers.map((index) => stage.network.layers[index]!.name),
      rows: seen.rows,
      sample: seen.sample,
      ...(seen.split ? { split: seen.split } : {}),
      ...(seen.loss === undefined ? {} : { loss: lossParts(stage.network)[seen.loss]!.name }),
    },
    estimator: { kind, ...params },
    ...(other ? { with: { ...other } } : {}),
    ...pluginsOf(stage, [`probe/${seen.kind}`, `estimator/${kind}`]),
  };
}

/** What decides a whole stage: its training, and by trial the estimates that are read off it. */
export function stageContent(stage: StagePlan): JsonObject {
  const trials = stage.branches.map(({ trial, estimators }): [string, Json] => [
    trial,
    named(estimators.map((one) => [nameOf(one), estimateContent(stage, one)])),
  ]);
  return { ...trainingContent(stage), estimates: named(trials) };
}

/** An estimator that compares a training with several others has an estimate with each. */
function nameOf({ name, other }: EstimatorPlan): string {
  return other ? `${name} with ${other.stage}` : name;
}

/** @param wanted kinds, or whole families */
function pluginsOf({ plugins = {} }: StagePlan, wanted: readonly string[]): JsonObject {
  const used = Object.entries(plugins).filter(
    ([kind]) => wanted.includes(kind) || wanted.includes(kind.split('/')[0]!),
  );
  return used.length > 0 ? { plugins: Object.fromEntries(used) } : {};
}

function named(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(entries);
}
