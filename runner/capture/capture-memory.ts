import type { Capture } from '../contract/capture.ts';

type Copied = Float32Array | Float64Array | Int32Array;

/** Copies numbers to where a capture has its own. */
export type CopyValues = <Values extends Copied>(values: Values) => Values;

/** Into new memory that one thread has at a time. */
export const ownCopy: CopyValues = (values) => values.slice() as typeof values;

/** Into new memory that threads may read at the same time. */
export const sharedCopy: CopyValues = (values) =>
  intoShared(values, new SharedArrayBuffer(values.byteLength));

/** A capture with memory of its own: that of a training serves the next one when it was read. */
export function ownCapture(capture: Capture): Capture {
  const { inputs, labels, targets, lossError, layers } = capture;
  return {
    ...capture,
    inputs: inputs.slice(),
    labels: labels.slice(),
    ...(targets ? { targets: targets.slice() } : {}),
    lossError: lossError.slice(),
    layers: layers.map((layer) => ({
      ...layer,
      values: layer.values.slice(),
      ...(layer.products ? { products: layer.products.slice() } : {}),
      ...(layer.states ? { states: layer.states.slice() } : {}),
    })),
  };
}

/** Memory of one capture, until it is given back. */
export interface CaptureSlot {
  readonly copy: CopyValues;
  /** Another capture gets the memory from now on. */
  giveBack(): void;
}

/** Memory of captures that were read, for those to come. */
export interface CaptureSlots {
  lend(): CaptureSlot;
}

/**
 * Captures of a training are alike, so that the memory of one that was estimated serves another: nothing is handed over between threads
 * nor left to their collectors. At most as many lie here as were being estimated at once.
 */
export function createCaptureSlots(): CaptureSlots {
  const waiting = new Map<number, SharedArrayBuffer[]>();
  return {
    lend() {
      let taken: SharedArrayBuffer[] = [];
      return {
        copy(values) {
          const { byteLength } = values;
          const buffer = waiting.get(byteLength)?.pop() ?? new SharedArrayBuffer(byteLength);
          taken.push(buffer);
          return intoShared(values, buffer);
        },
        giveBack() {
          for (const buffer of taken) {
            const alike = waiting.get(buffer.byteLength);
            if (alike) alike.push(buffer);
            else waiting.set(buffer.byteLength, [buffer]);
          }
          taken = [];
        },
      };
    },
  };
}

function intoShared<Values extends Copied>(values: Values, buffer: SharedArrayBuffer): Values {
  const copy = new (values.constructor as new (memory: SharedArrayBuffer) => Values)(buffer);
  copy.set(values);
  return copy;
}
