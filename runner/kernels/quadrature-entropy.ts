import type { ProbeQuadrature, Quadrature } from '../contract/numerics.ts';

/** A value and its standard error. */
export interface Uncertain {
  readonly bits: number;
  readonly stderr: number;
}

/**
 * Matrix-based Rényi entropy from stochastic Lanczos quadrature, with its standard error.
 *
 * S_a = log2(tr A^a) / (1 - a) with A = K / tr K. tr A = 1 and tr A^2 are known exactly, so the part of l^a that c0 l + c1 l^2
 * explains (least squares at the nodes) is taken from them and only the rest is left to the random vectors. Near a = 1 the
 * sum is taken as l expm1((a - 1) ln l), as `entropy` does. a = inf is -log2 of the largest node, which lies below the
 * largest eigenvalue by less than round-off once the steps have converged to it.
 *
 * @param alpha order, in (0, inf]
 * @returns bits and their standard error: that over the probes (first order in the error of the trace), and the change from an earlier
 *   step to the last one, which is above the systematic error of all of them, as the root of the sum of squares
 * Complexity: probes x steps powers. Systematic error at n = 512, greatest over 10 Gram matrices of 2 and 10 normal features: 0.027
 * bits for 10 steps, 0.006 for 20 and 0.001 for 40 at orders from 1 up; 0.76, 0.17 and 0.06 at order 0.5, to which small
 * eigenvalues count. It was below the change from half of the steps in all of these.
 * @throws RangeError unless alpha > 0 and the trace is above 0
 * @example quadratureEntropy(lanczosQuadrature([Float64Array.of(1, 0, 0, 1)], { probes: 2, steps: 2 }, Math.random), 1).bits // 1
 */
export function quadratureEntropy(quadrature: Quadrature, alpha: number): Uncertain {
  if (!(alpha > 0)) throw new RangeError(`the order of an entropy must be above 0, not ${alpha}`);
  if (!(quadrature.trace > 0)) throw new RangeError('a Gram matrix needs a trace above 0');
  const { bits, stderr } = entropyAt({ ...quadrature, settled: quadrature.settled?.whole ?? [] }, alpha);
  const early = entropyAt(earlyOf(quadrature), alpha);
  return { bits, stderr: Math.hypot(stderr, bits - early.bits) };
}

/** Nodes and weights after some number of steps, and what is known exactly. */
interface Nodes extends Omit<Quadrature, 'probes' | 'settled'> {
  readonly probes: readonly ProbeNodes[];
  readonly settled: readonly number[];
}

function earlyOf(quadrature: Quadrature): Nodes {
  const { probes, settled } = quadrature;
  return { ...quadrature, probes: probes.map(({ early }) => early), settled: settled?.early ?? [] };
}

type ProbeNodes = Pick<ProbeQuadrature, 'nodes' | 'weights'>;

/** The entropy, and its standard error over the probes. */
function entropyAt(quadrature: Nodes, alpha: number): Uncertain {
  const { trace, settled } = quadrature;
  const known = settled.reduce((a, b) => Math.max(a, b), 0);
  const largest = quadrature.probes.map(({ nodes }) => nodes.reduce((a, b) => Math.max(a, b), known) / trace);
  const top = largest.reduce((a, b) => Math.max(a, b), 0);
  if (alpha === Infinity) {
    const { stderr } = spread(largest.map((value) => -Math.log2(value)));
    return { bits: Math.max(0, -Math.log2(top)), stderr };
  }
  if (alpha === 1) {
    const { mean, stderr } = traceOf(quadrature, (x) => -x * Math.log(x));
    return { bits: Math.max(0, mean / Math.LN2), stderr: stderr / Math.LN2 };
  }
  const order = Math.abs(1 - alpha) * Math.LN2;
  if (Math.abs(alpha - 1) <= 0.25) {
    const { mean, stderr } = traceOf(quadrature, (x) => x * Math.expm1((alpha - 1) * Math.log(x)));
    return {
      bits: Math.max(0, Math.log1p(mean) / ((1 - alpha) * Math.LN2)),
      stderr: stderr / (1 + mean) / order,
    };
  }
  const { mean, stderr } = traceOf(quadrature, (x) => (x / top) ** alpha);
  const bits = (alpha * Math.log2(top) + Math.log2(mean)) / (1 - alpha);
  return { bits: Math.max(0, bits), stderr: stderr / mean / order };
}

/** Share of tr A^2 that must be left of it when what is settled is taken away, for the rest to have digits: matrices by tiles are float32. */
const leastRest = 1e-3;

/** tr f(A) and its standard error; f(0) is 0. What is settled counts once each, and the probes tell the rest. */
function traceOf(
  { n, trace, squares, probes, settled }: Nodes,
  f: (x: number) => number,
): { mean: number; stderr: number } {
  const sums = probes.map((probe) => moments(probe, trace, f));
  const total = (key: keyof Moments) => sums.reduce((sum, each) => sum + each[key], 0);
  const [xx, xxx, xxxx, fx, fxx] = [total('xx'), total('xxx'), total('xxxx'), total('fx'), total('fxx')];
  const determinant = xx * xxxx - xxx * xxx;
  const own = settledSums(settled, trace, f);
  const all = squares / trace ** 2;
  const rest = all - own.xx;
  const sound = determinant > 1e-9 * xx * xxxx && (settled.length === 0 || rest > leastRest * all);
  const linear = sound ? (fx * xxxx - fxx * xxx) / determinant : xx > 0 ? fx / xx : 0;
  const square = sound ? (fxx * xx - fx * xxx) / determinant : 0;
  const known = linear * (1 - own.x) + square * rest + own.f;
  return spread(sums.map(({ f: value, x, xx: x2 }) => n * (value - linear * x - square * x2) + known));
}

/** Sums over eigenvalues that are known by themselves. */
function settledSums(
  settled: readonly number[],
  trace: number,
  f: (x: number) => number,
): { readonly f: number; readonly x: number; readonly xx: number } {
  const sum = { f: 0, x: 0, xx: 0 };
  for (const value of settled) {
    const x = value / trace;
    sum.f += f(x);
    sum.x += x;
    sum.xx += x * x;
  }
  return sum;
}

/** Quadratures of f, x, x^2, x^3, x^4, x f and x^2 f. */
interface Moments {
  readonly f: number;
  readonly x: number;
  readonly xx: number;
  readonly xxx: number;
  readonly xxxx: number;
  readonly fx: number;
  readonly fxx: number;
}

function moments({ nodes, weights }: ProbeNodes, trace: number, f: (x: number) => number): Moments {
  const sum = { f: 0, x: 0, xx: 0, xxx: 0, xxxx: 0, fx: 0, fxx: 0 };
  for (const [at, node] of nodes.entries()) {
    const x = node / trace;
    if (!(x > 0)) continue;
    const weight = weights[at]!;
    const value = f(x);
    sum.f += weight * value;
    sum.x += weight * x;
    sum.xx += weight * x ** 2;
    sum.xxx += weight * x ** 3;
    sum.xxxx += weight * x ** 4;
    sum.fx += weight * value * x;
    sum.fxx += weight * value * x ** 2;
  }
  return sum;
}

/** Mean and its standard error. */
function spread(values: readonly number[]): { mean: number; stderr: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, stderr: Math.sqrt(variance / values.length) };
}
