import type { Json, JsonObject } from './json.ts';
import type { StagePlan } from './plan.ts';
import { isElsewhere } from './trained-here.ts';

/** What decides a stage's result, by names that people know, so that two stages can be compared field by field. */
export function stageContent(stage: StagePlan): JsonObject {
  const { seed, dataset, model, network, training, probes, branches, plugins } = stage;
  const { layers } = network;
  const { pruning, recorded } = stage;
  return {
    seed,
    ...(dataset ? { dataset: { kind: dataset.kind, ...dataset.params } } : {}),
    model: model.kind,
    layers: named(
      layers.map(({ name, kind, params, tied }) => [
        name,
        { kind, ...params, ...(tied === undefined ? {} : { tied: layers[tied]!.name }) },
      ]),
    ),
    ...(isElsewhere(training)
      ? { moments: [...training.moments], ...(recorded ? { folder: recorded.folder } : {}) }
      : { training: { ...training } }),
    ...(pruning ? { pruning: { ...pruning } } : {}),
    ...(stage.requires ? { requires: [...stage.requires] } : {}),
    probes: named(
      probes.map((probe) => [
        probe.name,
        {
          kind: probe.kind,
          layers: probe.layers.map((index) => layers[index]!.name),
          rows: probe.rows,
          sample: probe.sample,
          ...(probe.split ? { split: probe.split } : {}),
        },
      ]),
    ),
    estimators: named(
      branches.map(({ trial, estimators }) => [
        trial,
        named(
          estimators.map(({ name, kind, params, probe }) => [
            name,
            { kind, probe: probes[probe]!.name, ...params },
          ]),
        ),
      ]),
    ),
    ...(plugins ? { plugins: { ...plugins } } : {}),
  };
}

function named(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(entries);
}
