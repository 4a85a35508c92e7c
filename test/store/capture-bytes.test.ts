import { describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import {
  captureParts,
  readCapture,
  readSeries,
  seriesOf,
  seriesParts,
} from '../../runner/store/capture-bytes.ts';
import { sharedCapture } from './capture-series.ts';

/** What is read of captures that were written one after the other. */
function throughBytes(captures: readonly Capture[], fixed: boolean): Capture[] {
  const series = seriesOf(captures[0]!, fixed);
  const read = readSeries(Buffer.concat(seriesParts(series)));
  return captures.map((capture) => readCapture(Buffer.concat(captureParts(capture, series)), read));
}

describe('captures as bytes', () => {
  it.each([false, true])('come back to the last bit (a fixed sample: %s)', (fixed) => {
    const captures = [3, 8].map((iteration) => sharedCapture(iteration, fixed));
    const read = throughBytes(captures, fixed);
    expect(read).toEqual(captures);
    for (const [at, capture] of read.entries()) {
      const odd = new Uint8Array(capture.layers[1]!.values.buffer);
      expect(odd).toEqual(new Uint8Array(captures[at]!.layers[1]!.values.buffer));
    }
  });

  it('hold X and Y of a fixed sample once, and what is read may be given away', () => {
    const captures = [3, 8].map((iteration) => sharedCapture(iteration, true));
    const sizes = [true, false].map((fixed) => {
      const parts = captureParts(captures[0]!, seriesOf(captures[0]!, fixed));
      return parts.slice(1).reduce((sum, part) => sum + part.byteLength, 0);
    });
    expect(sizes[1]! - sizes[0]!).toBe(4 * 6 * (5 + 1));
    const [first, second] = throughBytes(captures, true);
    structuredClone(first, { transfer: [first!.inputs.buffer, first!.labels.buffer] as ArrayBuffer[] });
    expect(first!.inputs).toHaveLength(0);
    expect(second).toEqual(captures[1]);
  });

  it('keep float64 and real-valued Y as they are', () => {
    const [inputs, targets] = [Float64Array.of(1 / 3, -0), Float64Array.of(Math.PI, 1e-300)];
    const layers = [{ index: 0, channels: 1, features: 1, values: Float64Array.of(0.1, 0.2) }];
    const capture = {
      ...sharedCapture(2),
      samples: 2,
      inputs,
      targets,
      layers,
      lossError: new Float32Array(),
    };
    expect(throughBytes([capture], true)).toEqual([capture]);
  });
});
