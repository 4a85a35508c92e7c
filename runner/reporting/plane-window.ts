import { extent } from '../../reports/charts/panel-parts.ts';
import type { PlanePoint, PlaneWindow } from '../../reports/charts/plane-data.ts';

/** What a study says of the part of the plane to draw larger. */
export interface ZoomSettings {
  readonly x?: readonly [number, number];
  readonly y?: readonly [number, number];
  readonly from?: number;
}

/**
 * The part of the plane to draw larger: the bounds as given, and for an axis without them the values from the epoch `from`
 * on (all values without it), with a margin of 4 % on each side.
 *
 * @returns null without points
 */
export function planeWindow(zoom: ZoomSettings, points: readonly PlanePoint[]): PlaneWindow | null {
  const { from = Number.NEGATIVE_INFINITY } = zoom;
  const late = points.filter((point) => point.epoch >= from);
  if (late.length === 0) return null;
  return {
    x: zoom.x ?? withMargin(extent(late.map((point) => point.x))),
    y: zoom.y ?? withMargin(extent(late.map((point) => point.y))),
  };
}

function withMargin([least, most]: [number, number]): readonly [number, number] {
  const margin = 0.04 * (most - least) || 1e-3;
  return [least - margin, most + margin];
}
