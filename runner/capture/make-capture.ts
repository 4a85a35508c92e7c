import { featureMaps } from '../../src/plan/feature-maps.ts';
import type { ProbePlan, StagePlan } from '../../src/plan/plan.ts';
import { classesOf } from '../../src/plan/trained-here.ts';
import type { Capture, CapturedLayer } from '../contract/capture.ts';
import type { Batch, Tensors } from '../contract/engine.ts';
import type { ProbeNode } from '../contract/probe.ts';
import { tokenLayer } from './token-layers.ts';

/** Copies out of a batch and its tensors what a probe hands to its estimators; the capture owns its memory. */
export function makeCapture(
  stage: StagePlan,
  probe: ProbePlan,
  kind: ProbeNode,
  batch: Batch,
  tensors: Tensors,
  iteration: number,
): Capture {
  const { layers, products, lossError } = kind.read(tensors);
  return {
    iteration,
    seed: stage.seed,
    samples: batch.samples,
    classes: classesOf(stage.network),
    inputs: batch.inputs.slice(),
    labels: batch.labels.slice(),
    lossError: lossError.slice(),
    layers: probe.layers.map((index): CapturedLayer => {
      const found = products?.get(index);
      const values = layers.get(index) ?? found?.reserve;
      if (!values) throw new Error(`the engine gave nothing of layer ${index} to the probe ${probe.kind}`);
      const size = featureMaps(stage.network.layers[index]!.output, probe.split);
      const own = {
        index,
        ...size,
        values: probe.split ? tokenLayer(values, batch.samples, size.features, probe.split) : values.slice(),
      };
      return found ? { ...own, products: found.values.slice() } : own;
    }),
  };
}
