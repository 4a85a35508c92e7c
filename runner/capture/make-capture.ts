import { featureMaps, isTokens } from '../../src/plan/feature-maps.ts';
import type { ProbePlan, Shape, StagePlan } from '../../src/plan/plan.ts';
import { classesOf } from '../../src/plan/trained-here.ts';
import type { Capture, CapturedLayer } from '../contract/capture.ts';
import type { Batch, Tensors } from '../contract/engine.ts';
import type { SampleValues } from '../contract/numerics.ts';
import type { ProbeNode } from '../contract/probe.ts';
import { splitTokens } from './recorded/split-tokens.ts';

/**
 * Copies out of a batch and its tensors what a probe hands to its estimators; the capture owns its memory. A fixed sample has no
 * inner products, although another probe may have asked for those of the layer.
 */
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
      const found = probe.sample === 'batch' ? products?.get(index) : undefined;
      const values = layers.get(index) ?? found?.reserve;
      if (!values) throw new Error(`the engine gave nothing of layer ${index} to the probe ${probe.kind}`);
      const { output } = stage.network.layers[index]!;
      const size = featureMaps(output, probe.split);
      const own = { index, ...size, values: ownValues(values, output, batch.samples, probe) };
      return found ? { ...own, products: found.values.slice() } : own;
    }),
  };
}

/** A copy of a layer's values; of token positions what the probe looks at. */
function ownValues(values: Float32Array, output: Shape, n: number, { name, split }: ProbePlan): SampleValues {
  const [tokens = 1, features = 1] = output;
  if (!split || split === 'tokens' || !isTokens(output)) return values.slice();
  return splitTokens(values, { n, tokens, features, mask: null }, split, name);
}
