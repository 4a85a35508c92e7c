import { type SampleGroup, sampleGroups } from '../../runner/capture/sample-groups.ts';
import type { StagePlan } from '../../src/plan/plan.ts';

/**
 * A study that reads the exported captures of a training and asks what one trial asked of it, as text. Probes are called by their
 * places, estimators as before.
 * @param captures folder of the training's captures, relative to the study
 */
export function recordedStudy(stage: StagePlan, captures: string, trial: string): string {
  const groups = sampleGroups(stage.probes);
  const samplesOf = (probe: number) =>
    groups.find((group: SampleGroup) => group.probes.includes(probe))!.name;
  const probes = stage.probes.map(({ kind, layers }, index) => [
    `probe-${index}`,
    {
      kind,
      model: 'net',
      layers: layers.map((place) => stage.network.layers[place]!.name),
      samples: samplesOf(index),
    },
  ]);
  const { estimators } = stage.branches.find((branch) => branch.trial === trial)!;
  return JSON.stringify({
    study: 'read-back',
    models: { net: { kind: 'recorded', captures } },
    probes: Object.fromEntries(probes),
    estimators: Object.fromEntries(
      estimators.map(({ name, kind, params, probe }) => [name, { kind, ...params, probe: `probe-${probe}` }]),
    ),
  });
}
