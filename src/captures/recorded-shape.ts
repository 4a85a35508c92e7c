import type { Shape } from '../plan/plan.ts';
import type { RecordedAxes } from './captures-header.ts';

/**
 * Shape of what was recorded as plans have it: `[channels, height, width]` with channels (C), `[tokens, features]` with tokens (T),
 * and `[numbers]` without either. A line (L) of channels is of the height 1.
 * @example recordedShape({ axes: 'NTF', shape: [64, 256] }) // [64, 256]
 */
export function recordedShape({ axes, shape }: RecordedAxes): Shape {
  const lengths = new Map([...axes.slice(1)].map((letter, place) => [letter, shape[place]!]));
  const first = lengths.get('T') ?? lengths.get('C');
  const rest = shape.reduce((product, length) => product * length, 1) / (first ?? 1);
  if (lengths.has('T')) return [first!, rest];
  if (first === undefined) return [rest];
  const [height, width] = [lengths.get('H'), lengths.get('W')];
  return height !== undefined && width !== undefined && height * width === rest
    ? [first, height, width]
    : [first, 1, rest];
}

/** Place of each axis of the array in the order that {@link recordedShape} has: variables (T or C) first, the others as they are. */
export function recordedOrder({ axes }: RecordedAxes): number[] {
  const letters = [...axes.slice(1)];
  const first = letters.includes('T') ? 'T' : 'C';
  const places = letters.map((_, place) => place);
  return places.sort((a, b) => Number(letters[b] === first) - Number(letters[a] === first) || a - b);
}
