import {
  defineNode,
  type LayerName,
  type ModelName,
  type ProbeNode,
  type Sample,
  type Schedule,
} from 'infoplane/plugin';

/** The signs of the activations. */
export interface Params {
  /** Model that is looked at. */
  model: ModelName;
  /** Layers, in order. */
  layers: LayerName[];
  /** When to look. */
  at: Schedule;
  /**
   * Which samples to look at.
   * @default "batch"
   */
  sample?: Sample;
}

const run: ProbeNode = {
  taps: (layers) => ({ activations: layers, errors: [] }),
  read: ({ activations }) => ({
    layers: new Map([...activations].map(([layer, values]) => [layer, values.map(Math.sign)])),
    lossError: new Float32Array(),
  }),
};

export default defineNode({
  family: 'probe',
  kind: 'signs',
  version: 1,
  inputs: [{ from: 'model', family: 'model', edge: 'stream', accepts: ['network'] }],
  output: 'activations',
  run,
});
