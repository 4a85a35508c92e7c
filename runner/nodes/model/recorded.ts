import { defineNode } from '../../../src/node/declare.ts';
import type { CapturesPath } from '../../../src/node/parameters.ts';
import type { ModelRun } from '../../contract/model.ts';
import { estimateRecording } from '../../training/estimate-recording.ts';
import { recordingIn } from '../../training/samples-in.ts';

/**
 * Trainings that another program recorded: PyTorch by the package in `python/`, or whatever writes a captures folder.
 *
 * Nothing is trained, and no data set is needed: rows, layers and samples are those of the recording. Several folders (a list, or
 * a pattern such as `captures/mlp-*`) are trials: their settings and seeds are columns of the tables, as if a matrix had made them,
 * ordered by settings, then seed. Two recorded models are compared training by training, those of equal settings and seed; a
 * matrix may vary estimators, claims and reports beside them.
 *
 * A probe names layers of the recording, with several samples `samples: test`, of tokens (`NTF`) a `split`, and with `at` a part of
 * the rows.
 *
 * @example
 * ```yaml
 * models:
 *   mlp: { kind: recorded, captures: captures/mlp-* }
 * probes:
 *   forward: { kind: activations, model: mlp, layers: [F1, F2] }
 *   backward: { kind: errors, model: mlp, layers: [F1, F2], at: { log: 20 } }
 * ```
 */
export interface Params {
  /**
   * A folder of captures, a pattern for several, or a list: relative to the study file, or below a folder that INFOPLANE_CAPTURES
   * names.
   */
  captures: CapturesPath | CapturesPath[];
}

const run: ModelRun = (stage, data, services) => estimateRecording(stage, recordingIn(data), services);

export default defineNode({
  family: 'model',
  kind: 'recorded',
  version: 1,
  inputs: [],
  output: 'network',
  run,
});
