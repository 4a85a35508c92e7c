import { groupRows } from '../../src/table/group-rows.ts';
import { extent } from './panel-parts.ts';

/** A point of a path in the plane. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points of a path from which on those that lie on top of others have no dot. */
const fewestToThin = 120;
/** How far along its path a point must be from the last dot, as a share of the plane's width and height. */
const apart = 0.006;

/**
 * Says which points of paths get a dot: where a path has many, those that lie far enough from the dot before, along the path, and its ends. So
 * dots are spread by the length of the path, not by the time that was spent in one place.
 * @param pathOf name of the path that a point is of; points of a path come in their order
 */
export function withDots<One extends Point>(
  points: readonly One[],
  pathOf: (point: One) => string,
): (One & { readonly dot: boolean })[] {
  const [left, right] = extent(points.map(({ x }) => x));
  const [low, high] = extent(points.map(({ y }) => y));
  const [width, height] = [right - left || 1, high - low || 1];
  const dots = new Set<One>();
  for (const path of groupRows(points, pathOf).values()) {
    let way = Number.POSITIVE_INFINITY;
    for (const [at, point] of path.entries()) {
      const before = path[at - 1];
      if (before) way += Math.hypot((point.x - before.x) / width, (point.y - before.y) / height);
      if (path.length >= fewestToThin && way < apart && at < path.length - 1) continue;
      dots.add(point);
      way = 0;
    }
  }
  return points.map((point) => ({ ...point, dot: dots.has(point) }));
}
