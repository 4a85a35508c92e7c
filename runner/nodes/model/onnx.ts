import { defineNode } from '../../../src/node/declare.ts';
import type { Count, DatasetName } from '../../../src/node/parameters.ts';
import type { ModelRun } from '../../contract/model.ts';
import { runForward } from '../../forward/run-forward.ts';
import { samplesIn } from '../../training/samples-in.ts';

/**
 * A network from an ONNX file, run forward on a data set: at its checkpoints, or once with the weights in the file.
 *
 * Checkpoints are .safetensors files whose tensors have the names of the graph's weights, as a state_dict of PyTorch has them.
 * Any named tensor of the graph can be a layer; `infoplane nodes --onnx FILE` lists them with their shapes. A tensor
 * `[samples, features]` is one variable, one of `[samples, maps, height, width]` has one variable a feature map, and of
 * `[samples, tokens, features]` the probe says what becomes of the positions (`split`).
 *
 * Probes look at a fixed sample, with the network as it is exported (dropout and batch normalisation in evaluation). Loss and accuracy
 * on the test set are those of the first output that has a number for each class, which are taken as logits.
 *
 * @example
 * ```yaml
 * models:
 *   cnn:
 *     kind: onnx
 *     file: cnn.onnx
 *     dataset: digits
 *     layers: { C1: relu, C2: relu_1, F1: relu_2 }
 *     checkpoints: checkpoints/epoch-*.safetensors
 * ```
 */
export interface Params {
  /** The ONNX file, relative to the study. Weights that it keeps in a file beside it are found there. */
  file: string;
  /** Data set that the network is run on. */
  dataset: DatasetName;
  /**
   * Names of layers, and the tensors of the graph that they are.
   * @minProperties 1
   */
  layers: Record<string, string>;
  /**
   * Files of weights, relative to the study: a pattern, a `checkpoints.json` (a list of `{ "file", "iteration", "epoch" }`) or a list of both. Without
   * a listing the name of a file says when it was written: `step-000469`, `epoch-3`, `epoch=3-step=1407`. The weights in the ONNX
   * file are used when left out.
   */
  checkpoints?: string | string[];
  /**
   * Updates in an epoch. Names of checkpoints that count updates alone have no epochs when it is left out, and of those that count epochs
   * alone each epoch is one iteration then.
   */
  updatesPerEpoch?: Count;
  /**
   * Tensors of the graph that are no weights although they are stored, and are taken from the ONNX file; `*` stands for any letters, `?` for one.
   * @maxItems 1000
   */
  constants?: string[];
  /**
   * Tensors of the checkpoints that the graph does not use; `*` stands for any letters, `?` for one.
   * @maxItems 1000
   */
  unused?: string[];
}

const run: ModelRun = (stage, data, services) => runForward(stage, samplesIn(data), services);

export default defineNode({
  family: 'model',
  kind: 'onnx',
  version: 1,
  inputs: [{ from: 'dataset', family: 'dataset', edge: 'table', accepts: ['samples'] }],
  output: 'forward',
  run,
});
