// Householder reduction of two symmetric matrices at once, one a lane of f64x2: no horizontal sums anywhere.
//
// Packed matrices hold the lower triangle in groups of two rows. Group g has rows 2g and 2g + 1 with the columns
// 0 .. 2g + 1, column by column, the two rows side by side; each entry is 16 bytes, one float64 a lane. (Place
// (2g, 2g + 1) lies above the diagonal and is not used.)
//
// The work array holds four vectors of n entries, interleaved: v and w of the rank-2 update that is still to be
// applied, u of the next reflection, and q, the product of the updated matrix with u. One pass over the matrix
// applies the pending update and takes the next product.

import { minus, plus } from './fused';

const V: usize = 0;
const W: usize = 16;
const U: usize = 32;
const Q: usize = 48;
const WORK: usize = 64;
const ENTRY: usize = 16;
const COLUMN: usize = 32;

@inline
function groupStart(matrix: usize, group: i32): usize {
  return matrix + (<usize>(2 * group * (group + 1))) * ENTRY;
}

// a - v w' - w v', the pending update of one entry.
@inline
function updated(a: v128, v: v128, w: v128, otherV: v128, otherW: v128): v128 {
  return minus(minus(a, v, otherW), w, otherV);
}

// Interleaves the lower triangles of two row-major n x n matrices into the packed form. norms: 32 bytes for the traces
// and the squared Frobenius norms of both.
export function packPair(n: i32, first: usize, second: usize, matrix: usize, norms: usize): void {
  let trace = f64x2.splat(0);
  let beside = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let i = 0; i < n; i++) {
    let from = first + (<usize>(i * n)) * 8;
    let other = second + (<usize>(i * n)) * 8;
    let to = groupStart(matrix, i >> 1) + (<usize>(i & 1)) * ENTRY;
    for (let j = 0; j < i; j++) {
      const entry = f64x2.replace_lane(f64x2.splat(load<f64>(from)), 1, load<f64>(other));
      v128.store(to, entry);
      beside = plus(beside, entry, entry);
      from += 8;
      other += 8;
      to += COLUMN;
    }
    const entry = f64x2.replace_lane(f64x2.splat(load<f64>(from)), 1, load<f64>(other));
    v128.store(to, entry);
    trace = f64x2.add(trace, entry);
    squares = plus(squares, entry, entry);
  }
  v128.store(norms, trace);
  v128.store(norms, f64x2.add(squares, f64x2.add(beside, beside)), 16);
}

// Rows i and i + 1 against the columns before them and their own diagonal block.
@inline
function passTwoRows(matrix: usize, work: usize, i: i32): void {
  const rows = work + (<usize>i) * WORK;
  const v0 = v128.load(rows, V);
  const w0 = v128.load(rows, W);
  const u0 = v128.load(rows, U);
  const v1 = v128.load(rows, V + WORK);
  const w1 = v128.load(rows, W + WORK);
  const u1 = v128.load(rows, U + WORK);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let a = groupStart(matrix, i >> 1);
  for (let x = work; x < rows; x += 2 * WORK) {
    const va = v128.load(x, V);
    const wa = v128.load(x, W);
    const a0 = updated(v128.load(a), v0, w0, va, wa);
    const a1 = updated(v128.load(a, ENTRY), v1, w1, va, wa);
    v128.store(a, a0);
    v128.store(a, a1, ENTRY);
    const ua = v128.load(x, U);
    s0 = plus(s0, a0, ua);
    s1 = plus(s1, a1, ua);
    v128.store(x, plus(plus(v128.load(x, Q), a0, u0), a1, u1), Q);

    const vb = v128.load(x, V + WORK);
    const wb = v128.load(x, W + WORK);
    const b0 = updated(v128.load(a, COLUMN), v0, w0, vb, wb);
    const b1 = updated(v128.load(a, COLUMN + ENTRY), v1, w1, vb, wb);
    v128.store(a, b0, COLUMN);
    v128.store(a, b1, COLUMN + ENTRY);
    const ub = v128.load(x, U + WORK);
    s0 = plus(s0, b0, ub);
    s1 = plus(s1, b1, ub);
    v128.store(x, plus(plus(v128.load(x, Q + WORK), b0, u0), b1, u1), Q + WORK);
    a += 2 * COLUMN;
  }
  const d0 = updated(v128.load(a), v0, w0, v0, w0);
  const below = updated(v128.load(a, ENTRY), v1, w1, v0, w0);
  const d1 = updated(v128.load(a, COLUMN + ENTRY), v1, w1, v1, w1);
  v128.store(a, d0);
  v128.store(a, below, ENTRY);
  v128.store(a, d1, COLUMN + ENTRY);
  s0 = f64x2.add(s0, plus(f64x2.mul(d0, u0), below, u1));
  s1 = f64x2.add(s1, plus(f64x2.mul(below, u0), d1, u1));
  v128.store(rows, s0, Q);
  v128.store(rows, s1, Q + WORK);
}

// Row i (even) alone, when the block that is left has an odd number of rows.
@inline
function passOneRow(matrix: usize, work: usize, i: i32): void {
  const row = work + (<usize>i) * WORK;
  const v0 = v128.load(row, V);
  const w0 = v128.load(row, W);
  const u0 = v128.load(row, U);
  let s0 = f64x2.splat(0);
  let a = groupStart(matrix, i >> 1);
  for (let x = work; x < row; x += WORK) {
    const a0 = updated(v128.load(a), v0, w0, v128.load(x, V), v128.load(x, W));
    v128.store(a, a0);
    s0 = plus(s0, a0, v128.load(x, U));
    v128.store(x, plus(v128.load(x, Q), a0, u0), Q);
    a += COLUMN;
  }
  const d0 = updated(v128.load(a), v0, w0, v0, w0);
  v128.store(a, d0);
  v128.store(row, plus(s0, d0, u0), Q);
}

// Brings row `last` up to date into u and returns the sum of its squares without the entry next to the diagonal.
@inline
function takeRow(entries: usize, work: usize, last: i32): v128 {
  const own = work + (<usize>last) * WORK;
  const v = v128.load(own, V);
  const w = v128.load(own, W);
  const zero = f64x2.splat(0);
  const end = own - WORK;
  let even = zero;
  let odd = zero;
  let a = entries;
  let x = work;
  for (; x + WORK < end; x += 2 * WORK) {
    const a0 = updated(v128.load(a), v, w, v128.load(x, V), v128.load(x, W));
    const a1 = updated(v128.load(a, COLUMN), v, w, v128.load(x, V + WORK), v128.load(x, W + WORK));
    v128.store(x, a0, U);
    v128.store(x, zero, Q);
    v128.store(x, a1, U + WORK);
    v128.store(x, zero, Q + WORK);
    even = plus(even, a0, a0);
    odd = plus(odd, a1, a1);
    a += 2 * COLUMN;
  }
  for (; x < end; x += WORK) {
    const a0 = updated(v128.load(a), v, w, v128.load(x, V), v128.load(x, W));
    v128.store(x, a0, U);
    v128.store(x, zero, Q);
    even = plus(even, a0, a0);
    a += COLUMN;
  }
  v128.store(x, updated(v128.load(a), v, w, v128.load(x, V), v128.load(x, W)), U);
  v128.store(x, zero, Q);
  return f64x2.add(even, odd);
}

// From u and q makes the pending update: v = u, w = beta q - (beta^2 / 2) <q, u> u.
@inline
function finishUpdate(work: usize, last: i32, beta: v128): void {
  const end = work + (<usize>last) * WORK;
  let along = f64x2.splat(0);
  for (let x = work; x < end; x += WORK) along = plus(along, v128.load(x, Q), v128.load(x, U));
  const half = f64x2.mul(f64x2.mul(f64x2.mul(beta, beta), f64x2.splat(0.5)), along);
  for (let x = work; x < end; x += WORK) {
    const u = v128.load(x, U);
    v128.store(x, u, V);
    v128.store(x, minus(f64x2.mul(beta, v128.load(x, Q)), half, u), W);
  }
}

// Reduces a packed pair (destroyed). diagonal and beside: n entries of 16 bytes each, beside[i] couples i and i + 1.
// Entries should be of order 1: off-diagonal rows shorter than 1e-30 count as zero.
export function tridiagonalise(n: i32, matrix: usize, work: usize, diagonal: usize, beside: usize): void {
  const one = f64x2.splat(1);
  const sign = f64x2.splat(-0.0);
  memory.fill(work, 0, (<usize>n) * WORK);
  for (let last = n - 1; last >= 1; last--) {
    const entries = groupStart(matrix, last >> 1) + (<usize>(last & 1)) * ENTRY;
    const own = work + (<usize>last) * WORK;
    const neighbour = own - WORK;
    const v = v128.load(own, V);
    const w = v128.load(own, W);
    v128.store(diagonal + (<usize>last) * ENTRY, updated(v128.load(entries + (<usize>last) * COLUMN), v, w, v, w));
    const tail = takeRow(entries, work, last);
    const pivot = v128.load(neighbour, U);
    const squares = plus(tail, pivot, pivot);
    const usable = f64x2.gt(squares, f64x2.splat(1e-60));
    const length = v128.or(f64x2.sqrt(squares), v128.and(pivot, sign));
    const head = f64x2.add(pivot, length);
    const headSquared = f64x2.mul(head, head);
    const beta = v128.and(usable, f64x2.div(f64x2.add(headSquared, headSquared), f64x2.add(tail, headSquared)));
    const inverse = v128.and(usable, f64x2.div(one, head));
    v128.store(beside + (<usize>(last - 1)) * ENTRY, v128.bitselect(length, pivot, usable));
    for (let x = work; x < neighbour; x += WORK) v128.store(x, f64x2.mul(inverse, v128.load(x, U)), U);
    v128.store(neighbour, one, U);
    let i = 0;
    for (; i + 2 <= last; i += 2) passTwoRows(matrix, work, i);
    if (i < last) passOneRow(matrix, work, i);
    finishUpdate(work, last, beta);
  }
  const v = v128.load(work, V);
  const w = v128.load(work, W);
  v128.store(diagonal, updated(v128.load(matrix), v, w, v, w));
}
