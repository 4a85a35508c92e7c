import type { Capture } from '../../runner/contract/capture.ts';

/** A capture that keeps its numbers: those of a training serve another one when they were estimated. */
export function copiedCapture(capture: Capture): Capture {
  const { inputs, labels, lossError, layers } = capture;
  return {
    ...capture,
    inputs: inputs.slice(),
    labels: labels.slice(),
    lossError: lossError.slice(),
    layers: layers.map((layer) => ({ ...layer, values: layer.values.slice() })),
  };
}
