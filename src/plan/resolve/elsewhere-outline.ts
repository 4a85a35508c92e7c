import type { DatasetPlan, NetworkPlan, TrainingElsewhere } from '../plan.ts';

/** What a probe needs to know of a network that was trained elsewhere, as text; networks that are alike in it place probes alike. */
export function elsewhereOutline(
  { name, trainSize, testSize }: DatasetPlan,
  { updatesPerEpoch, moments }: TrainingElsewhere,
  { layers }: NetworkPlan,
  batch: number | null,
): string {
  const shapes = layers.map((layer) => [layer.name, layer.output]);
  return JSON.stringify([name, trainSize, testSize, updatesPerEpoch, moments, shapes, batch]);
}
