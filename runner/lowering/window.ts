import type { ShapeResult } from '../../src/node/declare.ts';
import type { Padding } from '../../src/node/parameters.ts';
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
 * With s = (size - 1) dilation + 1 places spanned by a window: `valid`: floor((length - s) / stride) + 1 windows inside
 * the input. `same`: ceil(length / stride) windows, the padding split evenly with the odd place after. A number: `valid`
 * on the input with so many places more on both sides.
 * @returns null when no window fits
 */
export function placeWindows(
  length: number,
  size: number,
  stride: number,
  padding: Padding,
  dilation = 1,
): WindowPlacement | null {
  const span = windowSpan(size, dilation);
  if (padding !== 'same') {
    const sides = padding === 'valid' ? 0 : padding;
    const rest = length + 2 * sides - span;
    return rest < 0 ? null : { count: Math.floor(rest / stride) + 1, before: sides, after: sides };
  }
  const count = Math.ceil(length / stride);
  const total = Math.max(0, (count - 1) * stride + span - length);
  const before = Math.floor(total / 2);
  return { count, before, after: total - before };
}

/** Places from the first to the last of a window, both counted. */
export function windowSpan(size: number, dilation: number): number {
  return (size - 1) * dilation + 1;
}

/** Square windows over feature maps. */
export interface WindowGrid {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly stride: number;
  /** Step between two places of a window. */
  readonly dilation: number;
  readonly rows: WindowPlacement;
  readonly columns: WindowPlacement;
}

/** The windows of a layer whose shape rule has accepted `input` (`[channels, height, width]`). */
export function placeGrid(
  input: Shape,
  size: number,
  stride: number,
  padding: Padding,
  dilation = 1,
): WindowGrid {
  const [channels, height, width] = input as readonly [number, number, number];
  const rows = placeWindows(height, size, stride, padding, dilation);
  const columns = placeWindows(width, size, stride, padding, dilation);
  if (!rows || !columns) throw new Error(`windows of ${size} do not fit into ${height} x ${width}`);
  return { channels, height, width, size, stride, dilation, rows, columns };
}

/** The misfit of a layer that needs feature maps but gets a vector. */
export function needsMaps(input: Shape): ShapeResult {
  return {
    misfit: `needs feature maps (channels x height x width), but its input is a vector of ${input.join(' x ')}`,
    hint: 'put it before the first dense layer',
    settings: [],
  };
}

/** The misfit of a window larger than its input. */
export function tooLarge(what: string, input: Shape): ShapeResult {
  return {
    misfit: `${what} does not fit into its input of ${input.slice(1).join(' x ')}`,
    hint: 'make it smaller, pad with `padding: same`, or pool less before it',
    settings: ['kernel', 'size', 'dilation', 'padding'],
  };
}
