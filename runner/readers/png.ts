import { inflateSync } from 'node:zlib';
import { RunError } from '../../src/node/run-error.ts';
import { type PngChunks, type PngHeader, readPngChunks } from './png-chunks.ts';

/** An image of bytes, channel after channel. */
export interface ImageArray {
  /** `[1, height, width]` grey, `[3, height, width]` colour. */
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly data: Uint8Array;
}

/**
 * Reads a PNG image: grey, colour or palette, 1 to 16 bits, not interlaced. Samples become 8 bits (16 bits keep their
 * upper byte, fewer are stretched to 0 to 255); alpha is left out.
 * @param path names the file in messages
 * @param expected height and width; an image of another size is refused before it is unpacked, so that a file cannot
 * ask for more memory than the images it stands among
 * @throws RunError when it is damaged or of another size
 */
export function readPng(
  bytes: Uint8Array,
  path: string,
  expected: { readonly height: number; readonly width: number },
): ImageArray {
  try {
    const chunks = readPngChunks(bytes);
    const { height, width } = chunks.header;
    if (height !== expected.height || width !== expected.width) {
      throw new Error(`it is of ${height} x ${width} pixels, not of ${expected.height} x ${expected.width}`);
    }
    return toImage(unfiltered(chunks), chunks);
  } catch (cause) {
    throw new RunError(`${path} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

function bytesALine({ width, depth, samples }: PngHeader): number {
  return Math.ceil((width * depth * samples) / 8);
}

/** The lines of the image without their filters (PNG specification, section 9). */
function unfiltered({ header, data }: PngChunks): Uint8Array {
  const line = bytesALine(header);
  const size = header.height * (line + 1);
  const packed = Buffer.concat(data);
  const filtered = inflateSync(packed, { maxOutputLength: size });
  if (filtered.length !== size)
    throw new Error(`it holds ${filtered.length} bytes of pixels instead of ${size}`);
  const step = Math.max(1, (header.depth * header.samples) / 8);
  const result = new Uint8Array(header.height * line);
  for (let row = 0; row < header.height; row++) {
    const from = row * (line + 1);
    const to = row * line;
    const predict = predictor(filtered[from]!);
    for (let i = 0; i < line; i++) {
      const left = i >= step ? result[to + i - step]! : 0;
      const above = row > 0 ? result[to - line + i]! : 0;
      const corner = i >= step && row > 0 ? result[to - line + i - step]! : 0;
      result[to + i] = filtered[from + 1 + i]! + predict(left, above, corner);
    }
  }
  return result;
}

type Predict = (left: number, above: number, corner: number) => number;

function predictor(filter: number): Predict {
  const predict = predictors[filter];
  if (!predict) throw new Error(`line filter ${filter} does not exist`);
  return predict;
}

const predictors: readonly Predict[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** The neighbour that is nearest to left + above - corner; of equal ones the first. */
function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

function toImage(lines: Uint8Array, { header, palette }: PngChunks): ImageArray {
  const { width, height, samples } = header;
  const area = width * height;
  const channels = header.palette || samples >= 3 ? 3 : 1;
  const data = new Uint8Array(channels * area);
  const read = sampleReader(lines, header);
  for (let pixel = 0; pixel < area; pixel++) {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    for (let channel = 0; channel < channels; channel++) {
      const place = channel * area + pixel;
      data[place] = header.palette
        ? colourOf(palette, read(row, column), channel)
        : read(row, column * samples + channel);
    }
  }
  return { shape: [channels, height, width], data };
}

function colourOf(palette: Uint8Array, entry: number, channel: number): number {
  const value = palette[3 * entry + channel];
  if (value === undefined) throw new Error(`its palette has no entry ${entry}`);
  return value;
}

/** Reads a sample of a line: as 8 bits, or its number when it is an entry of a palette. */
function sampleReader(lines: Uint8Array, header: PngHeader): (row: number, sample: number) => number {
  const { depth } = header;
  const line = bytesALine(header);
  if (depth >= 8) return (row, sample) => lines[row * line + (sample * depth) / 8]!;
  const most = 2 ** depth - 1;
  const stretch = header.palette ? 1 : 255 / most;
  return (row, sample) => {
    const bit = sample * depth;
    return ((lines[row * line + (bit >> 3)]! >> (8 - depth - (bit & 7))) & most) * stretch;
  };
}
