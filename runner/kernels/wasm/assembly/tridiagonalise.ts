// Householder reduction of symmetric matrices at once, one a lane (two of f64, four of f32): no horizontal sums
// anywhere. `pack.ts` says how the matrices lie.
//
// The work array holds four vectors of n entries, interleaved: v and w of the rank-2 update that is still to be
// applied, u of the next reflection, and q, the product of the updated matrix with u. One pass over the matrix
// applies the pending update and takes the next product.

import { minus, plus } from './fused';
import { COLUMN, ENTRY, groupStart } from './pack';

const V: usize = 0;
const W: usize = 16;
const U: usize = 32;
const Q: usize = 48;
const WORK: usize = 64;

// a - v w' - w v', the pending update of one entry.
@inline
function updated<T>(a: v128, v: v128, w: v128, otherV: v128, otherW: v128): v128 {
  return minus<T>(minus<T>(a, v, otherW), w, otherV);
}

// Rows i and i + 1 against the columns before them and their own diagonal block.
@inline
function passTwoRows<T>(matrix: usize, work: usize, i: i32): void {
  const rows = work + (<usize>i) * WORK;
  const v0 = v128.load(rows, V);
  const w0 = v128.load(rows, W);
  const u0 = v128.load(rows, U);
  const v1 = v128.load(rows, V + WORK);
  const w1 = v128.load(rows, W + WORK);
  const u1 = v128.load(rows, U + WORK);
  let s0 = v128.splat<T>(<T>0);
  let s1 = v128.splat<T>(<T>0);
  let a = groupStart(matrix, i >> 1);
  for (let x = work; x < rows; x += 2 * WORK) {
    const va = v128.load(x, V);
    const wa = v128.load(x, W);
    const a0 = updated<T>(v128.load(a), v0, w0, va, wa);
    const a1 = updated<T>(v128.load(a, ENTRY), v1, w1, va, wa);
    v128.store(a, a0);
    v128.store(a, a1, ENTRY);
    const ua = v128.load(x, U);
    s0 = plus<T>(s0, a0, ua);
    s1 = plus<T>(s1, a1, ua);
    v128.store(x, plus<T>(plus<T>(v128.load(x, Q), a0, u0), a1, u1), Q);

    const vb = v128.load(x, V + WORK);
    const wb = v128.load(x, W + WORK);
    const b0 = updated<T>(v128.load(a, COLUMN), v0, w0, vb, wb);
    const b1 = updated<T>(v128.load(a, COLUMN + ENTRY), v1, w1, vb, wb);
    v128.store(a, b0, COLUMN);
    v128.store(a, b1, COLUMN + ENTRY);
    const ub = v128.load(x, U + WORK);
    s0 = plus<T>(s0, b0, ub);
    s1 = plus<T>(s1, b1, ub);
    v128.store(x, plus<T>(plus<T>(v128.load(x, Q + WORK), b0, u0), b1, u1), Q + WORK);
    a += 2 * COLUMN;
  }
  const d0 = updated<T>(v128.load(a), v0, w0, v0, w0);
  const below = updated<T>(v128.load(a, ENTRY), v1, w1, v0, w0);
  const d1 = updated<T>(v128.load(a, COLUMN + ENTRY), v1, w1, v1, w1);
  v128.store(a, d0);
  v128.store(a, below, ENTRY);
  v128.store(a, d1, COLUMN + ENTRY);
  s0 = v128.add<T>(s0, plus<T>(v128.mul<T>(d0, u0), below, u1));
  s1 = v128.add<T>(s1, plus<T>(v128.mul<T>(below, u0), d1, u1));
  v128.store(rows, s0, Q);
  v128.store(rows, s1, Q + WORK);
}

// Row i (even) alone, when the block that is left has an odd number of rows.
@inline
function passOneRow<T>(matrix: usize, work: usize, i: i32): void {
  const row = work + (<usize>i) * WORK;
  const v0 = v128.load(row, V);
  const w0 = v128.load(row, W);
  const u0 = v128.load(row, U);
  let s0 = v128.splat<T>(<T>0);
  let a = groupStart(matrix, i >> 1);
  for (let x = work; x < row; x += WORK) {
    const a0 = updated<T>(v128.load(a), v0, w0, v128.load(x, V), v128.load(x, W));
    v128.store(a, a0);
    s0 = plus<T>(s0, a0, v128.load(x, U));
    v128.store(x, plus<T>(v128.load(x, Q), a0, u0), Q);
    a += COLUMN;
  }
  const d0 = updated<T>(v128.load(a), v0, w0, v0, w0);
  v128.store(a, d0);
  v128.store(row, plus<T>(s0, d0, u0), Q);
}

// Brings row `last` up to date into u and returns the sum of its squares without the entry next to the diagonal.
@inline
function takeRow<T>(entries: usize, work: usize, last: i32): v128 {
  const own = work + (<usize>last) * WORK;
  const v = v128.load(own, V);
  const w = v128.load(own, W);
  const zero = v128.splat<T>(<T>0);
  const end = own - WORK;
  let even = zero;
  let odd = zero;
  let a = entries;
  let x = work;
  for (; x + WORK < end; x += 2 * WORK) {
    const a0 = updated<T>(v128.load(a), v, w, v128.load(x, V), v128.load(x, W));
    const a1 = updated<T>(v128.load(a, COLUMN), v, w, v128.load(x, V + WORK), v128.load(x, W + WORK));
    v128.store(x, a0, U);
    v128.store(x, zero, Q);
    v128.store(x, a1, U + WORK);
    v128.store(x, zero, Q + WORK);
    even = plus<T>(even, a0, a0);
    odd = plus<T>(odd, a1, a1);
    a += 2 * COLUMN;
  }
  for (; x < end; x += WORK) {
    const a0 = updated<T>(v128.load(a), v, w, v128.load(x, V), v128.load(x, W));
    v128.store(x, a0, U);
    v128.store(x, zero, Q);
    even = plus<T>(even, a0, a0);
    a += COLUMN;
  }
  v128.store(x, updated<T>(v128.load(a), v, w, v128.load(x, V), v128.load(x, W)), U);
  v128.store(x, zero, Q);
  return v128.add<T>(even, odd);
}

// From u and q makes the pending update: v = u, w = beta q - (beta^2 / 2) <q, u> u.
@inline
function finishUpdate<T>(work: usize, last: i32, beta: v128): void {
  const end = work + (<usize>last) * WORK;
  let along = v128.splat<T>(<T>0);
  for (let x = work; x < end; x += WORK) along = plus<T>(along, v128.load(x, Q), v128.load(x, U));
  const half = v128.mul<T>(v128.mul<T>(v128.mul<T>(beta, beta), v128.splat<T>(<T>0.5)), along);
  for (let x = work; x < end; x += WORK) {
    const u = v128.load(x, U);
    v128.store(x, u, V);
    v128.store(x, minus<T>(v128.mul<T>(beta, v128.load(x, Q)), half, u), W);
  }
}

// Reduces packed matrices (destroyed). diagonal and beside: n entries of 16 bytes each, beside[i] couples i and i + 1.
// Entries should be of order 1: off-diagonal rows shorter than 1e-30 (1e-13 in f32) count as zero.
function reduce<T>(n: i32, matrix: usize, work: usize, diagonal: usize, beside: usize): void {
  const one = v128.splat<T>(<T>1);
  const sign = v128.splat<T>(<T>-0.0);
  memory.fill(work, 0, (<usize>n) * WORK);
  for (let last = n - 1; last >= 1; last--) {
    const entries = groupStart(matrix, last >> 1) + (<usize>(last & 1)) * ENTRY;
    const own = work + (<usize>last) * WORK;
    const neighbour = own - WORK;
    const v = v128.load(own, V);
    const w = v128.load(own, W);
    v128.store(diagonal + (<usize>last) * ENTRY, updated<T>(v128.load(entries + (<usize>last) * COLUMN), v, w, v, w));
    const tail = takeRow<T>(entries, work, last);
    const pivot = v128.load(neighbour, U);
    const squares = plus<T>(tail, pivot, pivot);
    const usable = v128.gt<T>(squares, v128.splat<T>(sizeof<T>() == 8 ? <T>1e-60 : <T>1e-26));
    const length = v128.or(v128.sqrt<T>(squares), v128.and(pivot, sign));
    const head = v128.add<T>(pivot, length);
    const headSquared = v128.mul<T>(head, head);
    const beta = v128.and(usable, v128.div<T>(v128.add<T>(headSquared, headSquared), v128.add<T>(tail, headSquared)));
    const inverse = v128.and(usable, v128.div<T>(one, head));
    v128.store(beside + (<usize>(last - 1)) * ENTRY, v128.bitselect(length, pivot, usable));
    for (let x = work; x < neighbour; x += WORK) v128.store(x, v128.mul<T>(inverse, v128.load(x, U)), U);
    v128.store(neighbour, one, U);
    let i = 0;
    for (; i + 2 <= last; i += 2) passTwoRows<T>(matrix, work, i);
    if (i < last) passOneRow<T>(matrix, work, i);
    finishUpdate<T>(work, last, beta);
  }
  const v = v128.load(work, V);
  const w = v128.load(work, W);
  v128.store(diagonal, updated<T>(v128.load(matrix), v, w, v, w));
}

// Two matrices.
export function tridiagonalise(n: i32, matrix: usize, work: usize, diagonal: usize, beside: usize): void {
  reduce<f64>(n, matrix, work, diagonal, beside);
}

// Four matrices in f32; diagonal and beside come out as four f64 an entry (32 bytes).
export function tridiagonaliseSingle(n: i32, matrix: usize, work: usize, diagonal: usize, beside: usize): void {
  reduce<f32>(n, matrix, work, diagonal, beside);
  widen(n, diagonal);
  widen(n, beside);
}

// Entries of four f32 to entries of four f64, in place.
function widen(n: i32, entries: usize): void {
  for (let i = n - 1; i >= 0; i--) {
    const four = v128.load(entries + (<usize>i) * ENTRY);
    const to = entries + (<usize>i) * 2 * ENTRY;
    v128.store(to, f64x2.promote_low_f32x4(four));
    v128.store(to, f64x2.promote_low_f32x4(i32x4.shuffle(four, four, 2, 3, 2, 3)), ENTRY);
  }
}
