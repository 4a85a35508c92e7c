import { pngOf } from '../data/png.ts';
import type { Picture } from '../report-input.ts';
import { brief } from './panel-parts.ts';

/** Weights of a convolution's filters. */
export interface FilterWeights {
  readonly layer: string;
  /** Filters, input channels, height, width. */
  readonly shape: readonly [number, number, number, number];
  /** Each weight as a 127th part of the greatest absolute one, row-major. */
  readonly values: Int8Array;
  /** The greatest absolute weight. */
  readonly most: number;
}

/** Colours from -1 through 0 to 1: blue, white, orange. */
const ends = { low: [0, 90, 160], middle: [255, 255, 255], high: [190, 75, 0] } as const;

/** Most pixels across that a filter takes on the page. */
const widest = 230;

/** A filter a tile: its input channels side by side; blue is negative, white 0, orange positive, one scale a layer. */
export function filterPicture(filters: FilterWeights, title: string, choice: string | null): Picture {
  const [count, channels, height, width] = filters.shape;
  const across = channels * (width + 1) - 1;
  const zoom = Math.max(2, Math.min(9, Math.floor(widest / across)));
  const size = channels * height * width;
  const tiles = Array.from({ length: count }, (_, filter) => {
    const own = filters.values.subarray(filter * size, (filter + 1) * size);
    return {
      label: String(filter),
      alt: `weights of filter ${filter}, ${describe(own, filters.most)}`,
      source: `data:image/png;base64,${drawn(own, filters.shape).toString('base64')}`,
      width: across * zoom,
      height: height * zoom,
    };
  });
  return { choice, title, tiles };
}

function drawn(own: Int8Array, [, channels, height, width]: FilterWeights['shape']): Buffer {
  const across = channels * (width + 1) - 1;
  const rgb = new Uint8Array(across * height * 3).fill(255);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const weight = own[(channel * height + row) * width + column]! / 127;
        rgb.set(colourOf(weight), (row * across + channel * (width + 1) + column) * 3);
      }
    }
  }
  return pngOf(across, height, rgb);
}

function colourOf(weight: number): number[] {
  const end = weight < 0 ? ends.low : ends.high;
  return ends.middle.map((from, part) => Math.round(from + Math.abs(weight) * (end[part]! - from)));
}

function describe(own: Int8Array, most: number): string {
  const [least, greatest] = [Math.min(...own), Math.max(...own)].map((part) => brief((part / 127) * most));
  return `from ${least} to ${greatest}`;
}
