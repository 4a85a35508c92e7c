import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorShape } from '../../src/plan/losses.ts';
import type { Shape, StagePlan } from '../../src/plan/plan.ts';
import { epochIn, samplesOf } from '../../src/plan/trained-here.ts';
import type { Capture } from '../contract/capture.ts';
import type { SampleValues } from '../contract/numerics.ts';
import { type NpyValues, npyBytes } from '../readers/npy-bytes.ts';

/** One array of a capture, as the index of an export lists it. */
export interface CaptureFile {
  readonly probe: string;
  /** Null where it is not known. */
  readonly epoch: number | null;
  /** Updates before it. */
  readonly iteration: number;
  /** X (the inputs), Y (classes), T (activations), dk (error signals of a layer) or dL (those at the output). */
  readonly variable: 'X' | 'Y' | 'T' | 'dk' | 'dL';
  /** Empty for a variable of no layer. */
  readonly layer: string;
  /** From the folder of the export. */
  readonly file: string;
  /** Samples first; images and feature maps are `[samples, height, width, channels]`. */
  readonly shape: readonly number[];
}

/** Bytes of the arrays that a probe captures at one row, headers aside. */
export function captureBytes(stage: StagePlan, probe: number): number {
  const { network, probes } = stage;
  const { layers, sample, carries, loss } = probes[probe]!;
  const shapes = [network.input, ...layers.map((layer) => network.layers[layer]!.output)];
  if (carries === 'errors') shapes.push(errorShape(network, loss));
  const numbers = shapes.map(sizeOf).reduce((sum, size) => sum + size);
  return samplesOf(stage, sample) * (4 * numbers + 1);
}

/**
 * Writes the arrays of a capture as .npy files, float32 (classes as bytes), into `<place>/<probe>/<iteration>/`: `X.npy`, `Y.npy`
 * and a `T.<layer>.npy` or `d.<layer>.npy` each; of error signals `dL.npy` too.
 *
 * @param folder of the export; what comes back is relative to it
 * @param place folder of the stage in it
 */
export async function writeCapture(
  stage: StagePlan,
  probe: number,
  capture: Capture,
  { folder, place }: { readonly folder: string; readonly place: string },
): Promise<CaptureFile[]> {
  const { network } = stage;
  const { name, carries, loss } = stage.probes[probe]!;
  const { iteration, samples } = capture;
  const below = `${place === '' ? '' : `${place}/`}${name}/${iteration}`;
  await mkdir(join(folder, below), { recursive: true });
  const epoch = epochIn(stage, iteration);
  const written: CaptureFile[] = [];
  const write = async (
    { variable, layer = '' }: { variable: CaptureFile['variable']; layer?: string },
    shape: readonly number[],
    values: NpyValues,
  ) => {
    const file = `${below}/${layer === '' ? variable : `${variable[0]}.${layer}`}.npy`;
    await writeFile(join(folder, file), npyBytes(shape, values));
    written.push({ probe: name, epoch, iteration, variable, layer, file, shape });
  };
  const tensor = (about: Parameters<typeof write>[0], of: Shape, values: SampleValues) =>
    write(about, [samples, ...channelsLast(of)], lastChannels(of, samples, values));

  await tensor({ variable: 'X' }, network.input, capture.inputs);
  await write({ variable: 'Y' }, [samples], smallest(capture.labels));
  for (const { index, values } of capture.layers) {
    const { name: layer, output } = network.layers[index]!;
    await tensor({ variable: carries === 'errors' ? 'dk' : 'T', layer }, output, values);
  }
  if (carries === 'errors') await tensor({ variable: 'dL' }, errorShape(network, loss), capture.lossError);
  return written;
}

/** `[channels, height, width]` as `[height, width, channels]`; other shapes as they are. */
function channelsLast(shape: Shape): number[] {
  const [channels, ...places] = shape;
  return places.length === 2 ? [...places, channels!] : [...shape];
}

/** The samples `[samples, channels, places]` with the channels of each place together. */
function lastChannels(shape: Shape, samples: number, values: SampleValues): SampleValues {
  const [channels = 1, ...rest] = shape;
  if (channels === 1 || rest.length !== 2) return values;
  const places = sizeOf(rest);
  const turned = values.slice();
  for (let start = 0; start < samples * channels * places; start += channels * places)
    for (let channel = 0; channel < channels; channel++)
      for (let place = 0; place < places; place++)
        turned[start + place * channels + channel] = values[start + channel * places + place]!;
  return turned;
}

/** Classes as bytes where they fit. */
function smallest(labels: Int32Array): Int32Array | Uint8Array {
  return labels.every((label) => label >= 0 && label <= 255) ? Uint8Array.from(labels) : labels;
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}
