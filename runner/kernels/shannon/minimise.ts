/** A smooth function: its value at `x`, its gradient written into `gradient`. */
export type SmoothFunction = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  /** Largest absolute entry of the gradient at `x`. */
  readonly slope: number;
  readonly iterations: number;
  /** Whether `slope` is at most the tolerance. */
  readonly converged: boolean;
}

/** Steps remembered. */
const memory = 12;
/** Share of the promised decrease that a step must bring. */
const decrease = 1e-4;

/**
 * Minimum of a convex smooth function by L-BFGS with backtracking.
 *
 * Each step goes along minus H g, with H built from the last 12 steps; its length is halved until the value falls by
 * 1e-4 of what the slope promises. The same function and start give the same steps.
 *
 * @param start first point; not changed
 * @param tolerance largest absolute entry of the gradient at which it ends
 * @param most steps at which it ends anyway
 * Complexity: about one evaluation and 50 times the length of `start` multiply-adds a step. Error: of the minimiser of a
 * function with curvature at least c, at most sqrt(length) tolerance / c.
 * @source Nocedal & Wright 2006, Numerical Optimization, algorithms 7.4 and 3.1
 */
export function minimise(
  f: SmoothFunction,
  start: Float64Array,
  { tolerance, most }: { readonly tolerance: number; readonly most: number },
): Minimum {
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(x.length);
  let value = f(x, gradient);
  const steps: Step[] = [];
  let iterations = 0;
  for (; iterations < most && largest(gradient) > tolerance; iterations += 1) {
    const direction = descent(gradient, steps);
    const promised = dot(direction, gradient);
    const next = new Float64Array(x.length);
    const nextGradient = new Float64Array(x.length);
    let length = steps.length > 0 ? 1 : Math.min(1, 1 / largest(gradient));
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving < 60; halving += 1, length /= 2) {
      for (let at = 0; at < x.length; at += 1) next[at] = x[at]! + length * direction[at]!;
      nextValue = f(next, nextGradient);
      if (nextValue <= value + decrease * length * promised) break;
    }
    if (!(nextValue < value)) break;
    remember(steps, difference(next, x), difference(nextGradient, gradient));
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
  const slope = largest(gradient);
  return { x, value, slope, iterations, converged: slope <= tolerance };
}

/** A step, the change of the gradient along it, and 1 over their product. */
interface Step {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
  readonly inverse: number;
}

function remember(steps: Step[], moved: Float64Array, turned: Float64Array): void {
  const curvature = dot(moved, turned);
  if (!(curvature > 1e-14 * dot(turned, turned))) return;
  steps.push({ moved, turned, inverse: 1 / curvature });
  if (steps.length > memory) steps.shift();
}

/** Minus H g, by the two loops over the remembered steps. */
function descent(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    const { moved, turned, inverse } = steps[at]!;
    const share = inverse * dot(moved, direction);
    shares[at] = share;
    add(direction, turned, -share);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = 1 / (last.inverse * dot(last.turned, last.turned));
    for (let at = 0; at < direction.length; at += 1) direction[at]! *= scale;
  }
  for (const [at, { moved, turned, inverse }] of steps.entries()) {
    add(direction, moved, shares[at]! - inverse * dot(turned, direction));
  }
  return direction;
}

function add(target: Float64Array, other: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at += 1) target[at]! += factor * other[at]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at]! * b[at]!;
  return sum;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, at) => value - b[at]!);
}

function largest(values: Float64Array): number {
  let size = 0;
  for (const value of values) size = Math.max(size, Math.abs(value));
  return size;
}
