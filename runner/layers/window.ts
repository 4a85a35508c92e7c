import type { ShapeResult } from '../../src/node/declare.ts';
import type { Shape } from '../../src/plan/plan.ts';

/** Where windows lie along one axis: how many, and the zeros (or absent places) before and after. */
export interface WindowPlacement {
  readonly count: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Places windows along one axis.
 *
 * `valid`: floor((length - size) / stride) + 1 windows inside the input. `same`: ceil(length / stride) windows, the
 * padding split evenly with the odd place after.
 * @returns null when no window fits
 */
export function placeWindows(
  length: number,
  size: number,
  stride: number,
  padding: 'valid' | 'same',
): WindowPlacement | null {
  if (padding === 'valid') {
    if (size > length) return null;
    return { count: Math.floor((length - size) / stride) + 1, before: 0, after: 0 };
  }
  const count = Math.ceil(length / stride);
  const total = Math.max(0, (count - 1) * stride + size - length);
  const before = Math.floor(total / 2);
  return { count, before, after: total - before };
}

/** Square windows over feature maps. */
export interface WindowGrid {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly stride: number;
  readonly rows: WindowPlacement;
  readonly columns: WindowPlacement;
}

/** The windows of a layer whose shape rule has accepted `input` (`[channels, height, width]`). */
export function placeGrid(input: Shape, size: number, stride: number, padding: 'valid' | 'same'): WindowGrid {
  const [channels, height, width] = input as readonly [number, number, number];
  const rows = placeWindows(height, size, stride, padding);
  const columns = placeWindows(width, size, stride, padding);
  if (!rows || !columns) throw new Error(`windows of ${size} do not fit into ${height} x ${width}`);
  return { channels, height, width, size, stride, rows, columns };
}

/** The misfit of a layer that needs feature maps but gets a vector. */
export function needsMaps(input: Shape): ShapeResult {
  return {
    misfit: `needs feature maps (channels x height x width), but its input is a vector of ${input.join(' x ')}`,
    hint: 'put it before the first dense layer',
  };
}

/** The misfit of a window larger than its input. */
export function tooLarge(what: string, input: Shape): ShapeResult {
  return {
    misfit: `${what} does not fit into its input of ${input.slice(1).join(' x ')}`,
    hint: 'make it smaller, pad with `padding: same`, or pool less before it',
  };
}
