import { evenlySpaced } from '../data/evenly-spaced.ts';

/** A point of a curve over the training. */
interface Point {
  readonly epoch: number;
  readonly value: number;
}

/**
 * The points of a curve that can be seen: of each of `columns` equal parts of its epochs the first, the last, the least and the greatest, in their
 * order. Drawn so wide that a column is a pixel, the line is the same as through all points (Jugel et al. 2014, M4); in fewer columns every
 * peak is still there, up to a column from its place.
 * @param curve in the order of the epochs
 */
export function thinCurve<One extends Point>(curve: readonly One[], columns: number): readonly One[] {
  if (curve.length <= 4 * columns) return curve;
  const [from, to] = [curve[0]!.epoch, curve.at(-1)!.epoch];
  const width = (to - from) / columns || 1;
  const kept: One[] = [];
  let start = 0;
  while (start < curve.length) {
    const column = Math.floor((curve[start]!.epoch - from) / width);
    let end = start + 1;
    while (end < curve.length && Math.floor((curve[end]!.epoch - from) / width) <= column) end++;
    kept.push(...cornersOf(curve.slice(start, end)));
    start = end;
  }
  return kept;
}

function cornersOf<One extends Point>(part: readonly One[]): readonly One[] {
  const places = part.map((_, at) => at);
  const least = places.reduce((a, b) => (part[b]!.value < part[a]!.value ? b : a));
  const greatest = places.reduce((a, b) => (part[b]!.value > part[a]!.value ? b : a));
  const kept = new Set([0, least, greatest, part.length - 1]);
  return part.filter((_, at) => kept.has(at));
}

/**
 * The points of a curve that are drawn, and which of them have a symbol and a bar: at most `marks`, evenly chosen among all points.
 * @param curve in the order of the epochs
 */
export function markedCurve<One extends Point>(
  curve: readonly One[],
  columns: number,
  marks: number,
): readonly (One & { readonly mark: boolean })[] {
  const marked = new Set(evenlySpaced(curve.length, marks).map((at) => curve[at]!));
  const corners = new Set(thinCurve(curve, columns));
  return curve
    .filter((point) => corners.has(point) || marked.has(point))
    .map((point) => ({ ...point, mark: marked.has(point) }));
}
