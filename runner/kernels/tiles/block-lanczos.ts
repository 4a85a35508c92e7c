import type { LanczosSize, ProbeQuadrature } from '../../contract/numerics.ts';
import { alongEigenvectors } from '../symmetric-eigenvectors.ts';
import { orthonormalise, type Triangle } from './orthonormalise.ts';
import { projections, takeOff } from './projections.ts';

/** A Lanczos process that waits for its next product. */
export interface BlockLanczos {
  /** Vectors side by side, [n, probes], orthonormal or 0: what the matrix is to be multiplied with next. */
  readonly next: Float64Array;
  /** Whether all steps are done. */
  readonly done: boolean;
  /** @param product of the matrix with `next`, [n, probes]; destroyed */
  advance(product: Float64Array): void;
  /** What each vector of `start` saw. */
  probes(): ProbeQuadrature[];
}

/** Couplings and vectors shorter than this share of n are none: products are float32. */
const nothing = 1e-10;

/**
 * Block Lanczos quadrature: all random vectors go on together, so that each sees what the others found. The matrix is read once a
 * step for all of them, and a third of the steps of single vectors is enough.
 *
 * K [Q1 .. Qs] = [Q1 .. Qs] T + a rest, with T symmetric of blocks [p, p] on the diagonal and beside it; with V = Q1 R,
 * v' f(K) v is taken as sum_k (y_k . R e)^2 f(l_k) over the eigenvalues l_k of T and the first p entries y_k of its eigenvectors. The basis is
 * orthogonalised in full, twice.
 *
 * @param start [n, probes], of length 1 each; not changed
 * @param n samples, the trace of the matrix
 * Complexity: beside the products, 2 probes^2 steps^2 n multiply-adds, some 2 (probes steps)^3 for T; n probes (steps + 1) float64.
 * @source Golub & Underwood 1977, The block Lanczos method for computing eigenvalues; Chen & Hallman 2023, Krylov-aware stochastic trace
 * estimation (the quadrature)
 */
export function blockLanczos(
  start: Float64Array,
  n: number,
  { probes: p, steps }: LanczosSize,
): BlockLanczos {
  const order = p * steps;
  const tridiagonal = new Float64Array(order * order);
  const first = new Float64Array(start);
  const triangle = orthonormalise(first, p, 0);
  const basis: Float64Array[] = [first];
  let done = 0;
  return {
    get next() {
      return basis[done]!;
    },
    get done() {
      return done === steps;
    },
    advance(product) {
      const own = projections(basis[done]!, product, p);
      place(tridiagonal, order, done, done, symmetric(own, p));
      done += 1;
      if (done === steps) return;
      for (let pass = 0; pass < 2; pass += 1) {
        for (const known of basis) takeOff(product, known, projections(known, product, p), p);
      }
      const coupling = orthonormalise(product, p, nothing * n);
      place(tridiagonal, order, done, done - 1, coupling);
      place(tridiagonal, order, done - 1, done, transposed(coupling, p));
      basis.push(product);
    },
    probes() {
      const whole = quadratures(tridiagonal, order, p, steps, triangle);
      const half = quadratures(tridiagonal, order, p, Math.ceil(steps / 2), triangle);
      return whole.map((one, at) => ({ ...one, half: half[at]! }));
    },
  };
}

/** Nodes and weights by probe after the first so many steps. */
function quadratures(
  tridiagonal: Float64Array,
  order: number,
  p: number,
  steps: number,
  triangle: Triangle,
): Pick<ProbeQuadrature, 'nodes' | 'weights'>[] {
  const size = p * steps;
  const leading = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    leading.set(tridiagonal.subarray(i * order, i * order + size), i * size);
  }
  const along = Array.from({ length: p }, (_, probe) => {
    const row = new Float64Array(size);
    for (let i = 0; i < p; i += 1) row[i] = triangle[i * p + probe]!;
    return row;
  });
  const nodes = alongEigenvectors(leading, size, along);
  return along.map((row) => ({ nodes, weights: row.map((value) => value * value) }));
}

function place(to: Float64Array, order: number, row: number, column: number, block: Float64Array): void {
  const p = Math.sqrt(block.length);
  for (let i = 0; i < p; i += 1) {
    to.set(block.subarray(i * p, (i + 1) * p), (row * p + i) * order + column * p);
  }
}

function symmetric(block: Float64Array, p: number): Float64Array {
  const turned = transposed(block, p);
  return block.map((value, at) => (value + turned[at]!) / 2);
}

function transposed(block: Float64Array, p: number): Float64Array {
  return block.map((_, at) => block[(at % p) * p + Math.floor(at / p)]!);
}
