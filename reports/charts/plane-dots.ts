import { groupRows } from '../../src/table/group-rows.ts';
import { extent } from './panel-parts.ts';

/** A point of a path in the plane. */
interface Point {
  readonly step: number;
  readonly x: number;
  readonly y: number;
}

/** Points of a path from which on not all of them are drawn. */
const fewestToThin = 120;
/** How far along its path a point must be from the last dot, as a share of the plane's width and height. */
const apart = 0.006;
/** The same from the last point that is drawn. */
const bendsApart = 0.002;
/** Most points and dots of a path: one that goes to and fro in each step would be all dots. */
export interface PathRoom {
  readonly points: number;
  readonly dots: number;
}

/** Points and dots of all paths of a plane, about: each is an element that a step of the slider or a switch draws again. */
const planeRoom: PathRoom = { points: 720, dots: 240 };
/** Points of all paths of single trials. */
const singlesRoom = 2400;
/** Those of one path: at most, and in a small plane of its own. */
const mostOfPath: PathRoom = { points: 240, dots: 90 };
export const roomAlone: PathRoom = { points: 72, dots: 30 };

/** Points and dots of a path among so many in one plane. */
export function pathRoom(paths: number): PathRoom {
  const share = (of: keyof PathRoom) =>
    Math.min(mostOfPath[of], Math.max(30, Math.floor(planeRoom[of] / paths)));
  return { points: share('points'), dots: share('dots') };
}

/** Points and dots of a path of one trial, of so many in a plane: all of them lie in the page, and are looked through at each switch. */
export function singleRoom(mean: PathRoom, paths: number): PathRoom {
  return { ...mean, points: Math.min(mean.points, Math.max(60, Math.floor(singlesRoom / paths))) };
}

/** What is added to a point that is drawn. */
export interface Drawn {
  /** Its place among the points of its path that are drawn. */
  readonly at: number;
  /** Step of the one after it; beyond all steps for the last. */
  readonly next: number;
  /** Whether it has a dot. */
  readonly dot: boolean;
}

/** Beyond all steps. */
const never = 1e9;

/**
 * The points of paths that are drawn: where a path has many, those that lie far enough from the one before, along the path, and its ends; of
 * these, the ones still further apart have a dot. So points are spread by the length of the path, not by the time that was spent in one
 * place, and what is left out is nearer to what is drawn than can be seen.
 * @param pathOf name of the path that a point is of; points of a path come in the order of their steps
 * @param most points and dots of a path, about
 */
export function drawnPoints<One extends Point>(
  points: readonly One[],
  pathOf: (point: One) => string,
  most: PathRoom,
): (One & Drawn)[] {
  const [left, right] = extent(points.map(({ x }) => x));
  const [low, high] = extent(points.map(({ y }) => y));
  const [width, height] = [right - left || 1, high - low || 1];
  const step = (a: One, b: One) => Math.hypot((b.x - a.x) / width, (b.y - a.y) / height);
  return [...groupRows(points, pathOf).values()].flatMap((path) => {
    const few = path.length < fewestToThin;
    const kept = few ? path : spread(path, bendsApart, most.points, step);
    const dots = new Set(few ? path : spread(kept, apart, most.dots, step));
    return kept.map((point, at) => ({
      ...point,
      at,
      next: kept[at + 1]?.step ?? never,
      dot: dots.has(point),
    }));
  });
}

/** The points of a path that lie so far along it from the one before, and its ends; further where there would be too many. */
function spread<One>(
  path: readonly One[],
  distance: number,
  most: number,
  step: (a: One, b: One) => number,
): One[] {
  const length = path.slice(1).reduce((sum, point, at) => sum + step(path[at]!, point), 0);
  const least = Math.max(distance, length / most);
  let way = Number.POSITIVE_INFINITY;
  return path.filter((point, at) => {
    if (at > 0) way += step(path[at - 1]!, point);
    if (way < least && at < path.length - 1) return false;
    way = 0;
    return true;
  });
}
