/** How derivatives are taken by differences, and how right they are then. */
export interface Differences {
  readonly step: number;
  /** Whether the function is known to float32 only: more points then, and places that are not smooth are left aside. */
  readonly coarse: boolean;
  /** Differences that count as none: a share of the largest number, or of `least` where all are smaller. */
  readonly near: { readonly tolerance: number; readonly least: number };
}

/** Of functions in float64. */
export const exactly: Differences = { step: 1e-6, coarse: false, near: { tolerance: 6e-6, least: 1 } };
/** Of functions in float32. */
export const coarsely: Differences = {
  step: 1 / 32,
  coarse: true,
  near: { tolerance: 2e-3, least: 1e-2 },
};

export interface Gradient {
  readonly values: Float64Array;
  /** Places where steps of two sizes disagree, so that differences say nothing. */
  readonly rough: readonly boolean[];
}

/** Points of central differences: what is added to a number, and the weight of the function there. */
type Stencil = readonly (readonly [offset: number, weight: number])[];

/** The difference over two points, whose error is of second order in h. */
function twoPoints(h: number): Stencil {
  return [
    [h, 1 / (2 * h)],
    [-h, -1 / (2 * h)],
  ];
}

/** The difference over four points, whose error is of fourth order in h. */
function fourPoints(h: number): Stencil {
  return [
    [h, 2 / (3 * h)],
    [-h, -2 / (3 * h)],
    [2 * h, -1 / (12 * h)],
    [-2 * h, 1 / (12 * h)],
  ];
}

/**
 * The gradient at `at` of a function of many numbers.
 * @param each its values at many places
 */
export function gradientOf(
  at: Float64Array,
  each: (places: readonly Float64Array[]) => readonly number[],
  { step, coarse, near }: Differences,
): Gradient {
  const stencil = coarse ? [...fourPoints(step), ...fourPoints(step / 2)] : twoPoints(step);
  const places = [...at].flatMap((value, i) => stencil.map(([offset]) => at.with(i, value + offset)));
  const found = each(places);
  const sum = (first: number, points: Stencil) =>
    points.reduce((total, [, weight], i) => total + weight * found[first + i]!, 0);
  const half = coarse ? stencil.length / 2 : 0;
  const values = at.map((_, i) => sum(i * stencil.length + half, stencil.slice(half)));
  if (!coarse) return { values, rough: [...at].map(() => false) };
  const wide = at.map((_, i) => sum(i * stencil.length, stencil.slice(0, half)));
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), near.least);
  const rough = [...values].map(
    (value, i) => !(Math.abs(value - wide[i]!) <= (near.tolerance / 2) * largest),
  );
  return { values, rough };
}
