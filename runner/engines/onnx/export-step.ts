import type { StagePlan } from '../../../src/plan/plan.ts';
import { trainedHere } from '../../../src/plan/trained-here.ts';
import type { Taps } from '../../contract/engine.ts';
import type { LayerKind } from '../../contract/layer.ts';
import { layerKinds } from '../../layers/index.ts';
import { dropRates } from '../dropout-masks.ts';
import { joinTaps } from '../taps.ts';
import { requireMemory } from '../weights.ts';
import { optimizerOf } from './optimizer.ts';
import { buildStepGraph } from './step-graph.ts';

/**
 * The step graph that onnx/cpu runs for a stage, as the bytes of an .onnx file: one update on a full mini-batch, with T_k
 * and d_k of the layers that the stage's probes look at as further outputs, and d_L where error signals are probed.
 *
 * Inputs are the batch, the learning rate, the weights and the optimiser's tensors; each of the latter comes out again
 * as `next:<name>`. All nodes are ONNX's own: convolutions that onnx/cpu runs in blocks of images are `Conv` here.
 * @param kinds the kinds of layers, those of plugins too
 * @throws RunError when the weights take more memory than this machine has
 */
export function exportStep(stage: StagePlan, kinds: ReadonlyMap<string, LayerKind> = layerKinds): Uint8Array {
  const { network, probes } = stage;
  const training = trainedHere(stage);
  requireMemory(network);
  const taps = joinTaps(
    probes.map(({ carries, layers, loss }): Taps => {
      if (carries === 'activations') return { activations: layers, errors: [] };
      if (loss === undefined) return { activations: [], errors: layers };
      return { activations: [], errors: [], ofLosses: [{ loss, layers }] };
    }),
  );
  return buildStepGraph(
    {
      network,
      kinds,
      optimizer: optimizerOf(training),
      training,
      drops: [...dropRates(network, kinds).keys()],
      lowering: 'fast',
      block: null,
    },
    {
      samples: training.batchSize,
      update: true,
      mode: 'training',
      taps,
      resident: null,
    },
  );
}
