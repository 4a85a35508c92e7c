import type { LanczosSize, ProbeQuadrature, Quadrature } from '../contract/numerics.ts';
import { implicitQl } from './tridiagonal-ql.ts';

/** Random vectors that are multiplied together, so that the matrix is read once for all of them. */
const lanes = 4;

/**
 * Stochastic Lanczos quadrature: the spectrum of a symmetric matrix as seen by random vectors of signs.
 *
 * tr f(K) is n times the mean over vectors v of v' f(K) v / n, and each of these is taken by Gauss quadrature, whose nodes
 * and weights are the eigenvalues of the Lanczos tridiagonal matrix and the squared first components of its eigenvectors.
 * The basis is orthogonalised in full, twice. One run serves every f.
 *
 * @param blocks diagonal blocks of the matrix, each [m, m] float64, row-major; all else in it is 0
 * @param random uniform in [0, 1)
 * @returns nodes and weights by probe, and what is known exactly
 * Complexity: probes x steps products with the matrix (n^2), probes x steps^2 x n for the basis; 4 steps n numbers of memory
 * beside the matrix. Error: reported by `quadratureEntropy`.
 * @source Ubaru, Chen & Saad 2017, Fast estimation of tr(f(A)) via stochastic Lanczos quadrature; Golub & Welsch 1969
 * @throws RangeError unless there are 2 or more probes and 1 or more steps
 * @example lanczosQuadrature([Float64Array.of(2)], { probes: 2, steps: 1 }, Math.random).probes[0].nodes // [2]
 */
export function lanczosQuadrature(
  blocks: readonly Float64Array[],
  { probes, steps }: LanczosSize,
  random: () => number,
): Quadrature {
  if (!(probes >= 2 && steps >= 1))
    throw new RangeError('Lanczos quadrature takes 2 probes and 1 step or more');
  const sizes = blocks.map((block) => Math.sqrt(block.length));
  const n = sizes.reduce((sum, size) => sum + size, 0);
  let trace = 0;
  let squares = 0;
  for (const [index, block] of blocks.entries()) {
    for (let at = 0; at < block.length; at += sizes[index]! + 1) trace += block[at]!;
    for (const value of block) squares += value * value;
  }
  const found: ProbeQuadrature[] = [];
  while (found.length < probes) {
    const start = Float64Array.from({ length: lanes * n }, () => (random() < 0.5 ? -1 : 1) / Math.sqrt(n));
    found.push(...lanczos(blocks, n, Math.min(steps, n), start));
  }
  return { n, trace, squares, probes: found.slice(0, probes) };
}

/** Runs the Lanczos process on `lanes` vectors side by side, [n, lanes]. */
function lanczos(
  blocks: readonly Float64Array[],
  n: number,
  steps: number,
  start: Float64Array,
): ProbeQuadrature[] {
  const basis = [start];
  const diagonals = Array.from({ length: lanes }, () => new Float64Array(steps));
  const couplings = Array.from({ length: lanes }, () => new Float64Array(steps));
  for (let step = 0; step < steps; step += 1) {
    const next = multiply(blocks, basis[step]!, n);
    for (let lane = 0; lane < lanes; lane += 1) {
      diagonals[lane]![step] = dot(next, basis[step]!, lane);
      for (let pass = 0; pass < 2; pass += 1) {
        for (const known of basis) subtract(next, known, dot(next, known, lane), lane);
      }
      const length = Math.sqrt(dot(next, next, lane));
      const live = length > 1e-13 * n;
      couplings[lane]![step] = live ? length : 0;
      for (let at = lane; at < next.length; at += lanes) next[at] = live ? next[at]! / length : 0;
    }
    basis.push(next);
  }
  return diagonals.map((diagonal, lane) => quadratureOf(diagonal, couplings[lane]!));
}

/** Nodes and weights; after a coupling of 0 the process had seen all there is, and what follows has weight 0. */
function quadratureOf(diagonal: Float64Array, couplings: Float64Array): ProbeQuadrature {
  const end = couplings.indexOf(0);
  const whole = nodesOf(diagonal, couplings, end === -1 ? diagonal.length : end + 1);
  return {
    ...whole,
    early: end === -1 ? nodesOf(diagonal, couplings, Math.ceil(diagonal.length / 2)) : whole,
  };
}

/** Nodes and weights of the first so many steps. */
function nodesOf(
  diagonal: Float64Array,
  couplings: Float64Array,
  count: number,
): Pick<ProbeQuadrature, 'nodes' | 'weights'> {
  const nodes = diagonal.slice(0, count);
  const row = new Float64Array(count);
  row[0] = 1;
  implicitQl(nodes, couplings.slice(0, count), row);
  return { nodes, weights: row.map((value) => value * value) };
}

function multiply(blocks: readonly Float64Array[], vectors: Float64Array, n: number): Float64Array {
  const out = new Float64Array(lanes * n);
  let first = 0;
  for (const block of blocks) {
    const m = Math.sqrt(block.length);
    for (let i = 0; i < m; i += 1) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let j = 0, at = i * m, v = lanes * first; j < m; j += 1, at += 1, v += lanes) {
        const value = block[at]!;
        a += value * vectors[v]!;
        b += value * vectors[v + 1]!;
        c += value * vectors[v + 2]!;
        d += value * vectors[v + 3]!;
      }
      const to = lanes * (first + i);
      out[to] = a;
      out[to + 1] = b;
      out[to + 2] = c;
      out[to + 3] = d;
    }
    first += m;
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array, lane: number): number {
  let sum = 0;
  for (let at = lane; at < a.length; at += lanes) sum += a[at]! * b[at]!;
  return sum;
}

function subtract(from: Float64Array, what: Float64Array, times: number, lane: number): void {
  for (let at = lane; at < from.length; at += lanes) from[at]! -= times * what[at]!;
}
