// Householder reduction of one large symmetric matrix of f64, block by block (Dongarra, Hammarling & Sorensen 1989, as
// LAPACK's dsytrd): the updates of BLOCK reflections are gathered and applied together, by tiles of 4 x 4, so that the matrix is
// read once a reflection (for its product with the next vector) and written once a block.
//
// The matrix is row-major, n rows of n entries, of which the lower triangle is used and destroyed; rows are reduced from
// the last one upwards. Behind it lie 4 rows that are read and written without effect.
//
// The work: v and w of the reflections of a block, BLOCK rows of n entries each; q, the product, n entries; and the panels, the
// same v and w as `block-update.ts` has them.

import { packPanels, TILE, update } from './block-update';
import { plus } from './fused';

const BLOCK: i32 = 32;
// Diagonals and couplings come out as one lane of entries of four.
const OUT: usize = 32;

// Bytes of work for n rows.
export function blockedWork(n: i32): usize {
  return <usize>n * 8 * (2 * BLOCK + 1) + <usize>((n + 3) >> 2) * BLOCK * TILE;
}

@inline
function sum(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

function dot(a: usize, b: usize, count: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    even = plus<f64>(even, v128.load(a), v128.load(b));
    odd = plus<f64>(odd, v128.load(a, 16), v128.load(b, 16));
    a += 32;
    b += 32;
  }
  let total = sum(f64x2.add(even, odd));
  for (; i < count; i++) {
    total += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return total;
}

// to += s a + t b
function addTwo(to: usize, s: f64, a: usize, t: f64, b: usize, count: i32): void {
  const first = f64x2.splat(s);
  const second = f64x2.splat(t);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    v128.store(to, plus<f64>(plus<f64>(v128.load(to), first, v128.load(a)), second, v128.load(b)));
    to += 16;
    a += 16;
    b += 16;
  }
  if (i < count) store<f64>(to, load<f64>(to) + s * load<f64>(a) + t * load<f64>(b));
}

// q = A u for the leading block of `count` rows, from its lower triangle; four rows at a time.
function multiply(matrix: usize, stride: usize, count: i32, u: usize, q: usize): void {
  memory.fill(q, 0, (<usize>count) * 8);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const own = (<usize>i) * 8;
    let a = matrix + (<usize>i) * stride;
    const end = a + own;
    const u0 = v128.load64_splat(u + own);
    const u1 = v128.load64_splat(u + own, 8);
    const u2 = v128.load64_splat(u + own, 16);
    const u3 = v128.load64_splat(u + own, 24);
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let x = u;
    let y = q;
    for (; a < end; a += 16) {
      const a0 = v128.load(a);
      const a1 = v128.load(a + stride);
      const a2 = v128.load(a + 2 * stride);
      const a3 = v128.load(a + 3 * stride);
      const along = v128.load(x);
      s0 = plus<f64>(s0, a0, along);
      s1 = plus<f64>(s1, a1, along);
      s2 = plus<f64>(s2, a2, along);
      s3 = plus<f64>(s3, a3, along);
      const first = plus<f64>(plus<f64>(v128.load(y), a0, u0), a1, u1);
      v128.store(y, plus<f64>(plus<f64>(first, a2, u2), a3, u3));
      x += 16;
      y += 16;
    }
    store<f64>(q + own, sum(s0));
    store<f64>(q + own, sum(s1), 8);
    store<f64>(q + own, sum(s2), 16);
    store<f64>(q + own, sum(s3), 24);
    multiplyCorner(matrix, stride, i, i, i + 4, u, q);
  }
  for (; i < count; i++) multiplyCorner(matrix, stride, i, 0, i + 1, u, q);
}

// The same for the rows from `first` to `end` and the columns from `from` on, entry by entry.
function multiplyCorner(matrix: usize, stride: usize, first: i32, from: i32, end: i32, u: usize, q: usize): void {
  for (let i = first; i < end; i++) {
    const row = matrix + (<usize>i) * stride;
    const own = (<usize>i) * 8;
    const ui = load<f64>(u + own);
    let total = load<f64>(q + own) + load<f64>(row + own) * ui;
    for (let at = (<usize>from) * 8; at < own; at += 8) {
      const entry = load<f64>(row + at);
      total += entry * load<f64>(u + at);
      store<f64>(q + at, load<f64>(q + at) + entry * ui);
    }
    store<f64>(q + own, total);
  }
}

// Makes v and w of the reflection that clears row `last` left of its neighbour; both 0 where there is nothing to clear.
// Returns the coupling.
function reflect(matrix: usize, stride: usize, last: i32, held: i32, v: usize, w: usize, q: usize): f64 {
  const row = matrix + (<usize>last) * stride;
  const u = v + (<usize>held) * stride;
  const own = w + (<usize>held) * stride;
  const neighbour = (<usize>(last - 1)) * 8;
  const pivot = load<f64>(row + neighbour);
  const tail = dot(row, row, last - 1);
  const squares = tail + pivot * pivot;
  if (!(squares > 1e-60)) {
    memory.fill(u, 0, (<usize>last) * 8);
    memory.fill(own, 0, (<usize>last) * 8);
    return pivot;
  }
  const length = pivot < 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  const head = pivot + length;
  const beta = (2 * head * head) / (tail + head * head);
  const inverse = 1 / head;
  for (let at: usize = 0; at < neighbour; at += 8) store<f64>(u + at, load<f64>(row + at) * inverse);
  store<f64>(u + neighbour, 1);
  multiply(matrix, stride, last, u, q);
  for (let p = 0; p < held; p++) {
    const oldV = v + (<usize>p) * stride;
    const oldW = w + (<usize>p) * stride;
    addTwo(q, -dot(oldW, u, last), oldV, -dot(oldV, u, last), oldW, last);
  }
  const half = 0.5 * beta * beta * dot(q, u, last);
  for (let at: usize = 0; at <= neighbour; at += 8) {
    store<f64>(own + at, beta * load<f64>(q + at) - half * load<f64>(u + at));
  }
  return length;
}

// Reduces the matrix. diagonal and beside: n entries, 32 bytes from one to the next; beside[i] couples i and i + 1. norms: 16
// bytes for trace and squared Frobenius norm. Entries should be of order 1: rows shorter than 1e-30 count as zero.
export function tridiagonaliseBlocked(
  n: i32,
  matrix: usize,
  work: usize,
  diagonal: usize,
  beside: usize,
  norms: usize,
): void {
  const stride = (<usize>n) * 8;
  const v = work;
  const w = v + (<usize>BLOCK) * stride;
  const q = w + (<usize>BLOCK) * stride;
  const panels = q + stride;
  let trace: f64 = 0;
  let squares: f64 = 0;
  for (let i = 0; i < n; i++) {
    const row = matrix + (<usize>i) * stride;
    const own = load<f64>(row + (<usize>i) * 8);
    trace += own;
    squares += own * own + 2 * dot(row, row, i);
  }
  store<f64>(norms, trace);
  store<f64>(norms, squares, 8);
  let last = n - 1;
  while (last >= 1) {
    let held = 0;
    for (; held < BLOCK && last >= 1; held++) {
      const row = matrix + (<usize>last) * stride;
      const own = (<usize>last) * 8;
      for (let p = 0; p < held; p++) {
        const oldV = v + (<usize>p) * stride;
        const oldW = w + (<usize>p) * stride;
        addTwo(row, -load<f64>(oldV + own), oldW, -load<f64>(oldW + own), oldV, last + 1);
      }
      store<f64>(diagonal + (<usize>last) * OUT, load<f64>(row + own));
      store<f64>(beside + (<usize>(last - 1)) * OUT, reflect(matrix, stride, last, held, v, w, q));
      last--;
    }
    packPanels(v, w, stride, held, last + 1, panels);
    update(matrix, stride, last + 1, held, panels);
  }
  store<f64>(diagonal, load<f64>(matrix));
}
