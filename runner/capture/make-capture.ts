import { featureMaps, isTokens } from '../../src/plan/feature-maps.ts';
import type { ProbePlan, Shape, StagePlan } from '../../src/plan/plan.ts';
import { classesOf } from '../../src/plan/trained-here.ts';
import type { Capture, CapturedLayer } from '../contract/capture.ts';
import type { Batch, Tensors } from '../contract/engine.ts';
import type { ProbeNode } from '../contract/probe.ts';
import { type CopyValues, ownCopy } from './capture-memory.ts';
import { splitTokens } from './recorded/split-tokens.ts';

/**
 * Copies out of a batch and its tensors what a probe hands to its estimators; the capture owns its memory. A fixed sample has no
 * inner products, although another probe may have asked for those of the layer.
 * @param copy says what memory that is
 */
export function makeCapture(
  stage: StagePlan,
  probe: ProbePlan,
  kind: ProbeNode,
  batch: Batch,
  tensors: Tensors,
  iteration: number,
  copy: CopyValues = ownCopy,
): Capture {
  const { layers, products, lossError } = kind.read(tensors, probe.loss);
  return {
    iteration,
    seed: stage.seed,
    samples: batch.samples,
    classes: batch.targets ? 0 : classesOf(stage.network),
    inputs: copy(batch.inputs),
    labels: copy(batch.labels),
    ...(batch.targets ? { targets: copy(Float64Array.from(batch.targets)) } : {}),
    lossError: copy(lossError),
    layers: probe.layers.map((index): CapturedLayer => {
      const found = probe.sample === 'batch' ? products?.get(index) : undefined;
      const values = layers.get(index) ?? found?.reserve;
      if (!values) throw new Error(`the engine gave nothing of layer ${index} to the probe ${probe.kind}`);
      const { output } = stage.network.layers[index]!;
      const size = featureMaps(output, probe.split);
      const own = { index, ...size, values: copy(seenOf(values, output, batch.samples, probe)) };
      return found ? { ...own, products: copy(found.values) } : own;
    }),
  };
}

/** What a probe looks at of a layer: of token positions their mean or the last one may be all. */
function seenOf(values: Float32Array, output: Shape, n: number, { name, split }: ProbePlan): Float32Array {
  const [tokens = 1, features = 1] = output;
  if (!split || split === 'tokens' || !isTokens(output)) return values;
  return Float32Array.from(splitTokens(values, { n, tokens, features, mask: null }, split, name));
}
