import { groupRows } from '../../src/table/group-rows.ts';
import { extent } from './panel-parts.ts';

/** A point of a path in the plane. */
export interface PathPoint {
  readonly series: string;
  readonly x: number;
  readonly y: number;
}

/** Points of a path that are looked at. */
const mostPoints = 48;
/** How near two paths are as good as one on the other, as a share of the plane's width and height. */
const near = 0.012;
/** Share of a path's points that may be near other paths. */
const mostNear = 0.15;

/**
 * Whether paths lie over each other so that they cannot be told apart in one plane: whether more than a seventh of the points of all paths,
 * spread evenly over each, are as good as on the path of another series. Paths that only meet, or cross once, do not.
 * @param points those of a path in their order
 */
export function pathsCross(points: readonly PathPoint[]): boolean {
  const [left, right] = extent(points.map(({ x }) => x));
  const [low, high] = extent(points.map(({ y }) => y));
  const [width, height] = [right - left || 1, high - low || 1];
  const paths = [...groupRows(points, ({ series }) => series).values()].map((path) =>
    evenly(path).map(({ x, y }): Spot => [(x - left) / width, (y - low) / height]),
  );
  if (paths.length < 2) return false;
  let [all, close] = [0, 0];
  for (const [at, path] of paths.entries())
    for (const spot of path) {
      all++;
      if (paths.some((other, of) => of !== at && isNear(spot, other))) close++;
    }
  return close > mostNear * all;
}

type Spot = readonly [x: number, y: number];

function evenly<One>(path: readonly One[]): readonly One[] {
  if (path.length <= mostPoints) return path;
  return Array.from(
    { length: mostPoints },
    (_, i) => path[Math.round((i * (path.length - 1)) / (mostPoints - 1))]!,
  );
}

/** Whether a spot lies near a line through others. */
function isNear([x, y]: Spot, line: readonly Spot[]): boolean {
  return line.some(([toX, toY], at) => {
    const [fromX, fromY] = line[at - 1] ?? [toX, toY];
    const [stepX, stepY] = [toX - fromX, toY - fromY];
    const length = stepX * stepX + stepY * stepY;
    const share =
      length === 0 ? 0 : Math.max(0, Math.min(1, ((x - fromX) * stepX + (y - fromY) * stepY) / length));
    return Math.hypot(x - fromX - share * stepX, y - fromY - share * stepY) < near;
  });
}
