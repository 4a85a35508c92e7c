// Orthogonal reduction of one large symmetric matrix of f64 to a band of BAND couplings, all of it in products of matrices (Bischof,
// Lang & Sun 2000: the first of two stages), so that the matrix is read and written once in BAND rows.
//
// The matrix is row-major, n rows of n entries, of which the lower triangle is used and destroyed. The last BAND rows of what is left are
// cleared up to a triangle beside the diagonal, by reflections from their last row upwards; then the leading block A becomes
// A - W'V - V'W with W = S - V'M/2 turned, S = A V'T, M = T'V S (all reflections together are I - V'T V). Vectors are rows here.

import { BAND, CHUNKS, multiplyRows, multiplyVectors, packVectors, ROW } from './block-product';
import { packPanels, TILE, updateRows } from './block-update';
import { add, addTwo, dot, makeReflection, scale } from './vectors';

// Rows of a strip. Strips of one step can be done in any order and at once: each element of the results is made in one of them, in the
// same order of operations whoever does it.
const STRIP: i32 = 64;
const SMALL: usize = BAND * BAND * 8;

// The work: V, W (first A V', then S), V four by four, tiles (then S four by four); panels as `block-update.ts` has them; the small squares T,
// products (V V', then V S) and a tile; for each thread chunks of 8 rows of the matrix.
@inline
function partBytes(n: i32): usize {
  return <usize>((n + 7) & ~7) * BAND * 8;
}

@inline
function wAt(n: i32, work: usize): usize {
  return work + partBytes(n);
}

@inline
function packedAt(n: i32, work: usize): usize {
  return work + 2 * partBytes(n);
}

@inline
function tilesAt(n: i32, work: usize): usize {
  return work + 3 * partBytes(n);
}

@inline
function panelsAt(n: i32, work: usize): usize {
  return work + 4 * partBytes(n);
}

@inline
function triangleAt(n: i32, work: usize): usize {
  return panelsAt(n, work) + <usize>(((n + 7) >> 3) * 2) * BAND * TILE;
}

@inline
function chunksAt(n: i32, work: usize): usize {
  return triangleAt(n, work) + 3 * SMALL;
}

// Bytes of work for n rows and so many threads.
export function bandWork(n: i32, threads: i32): usize {
  return chunksAt(n, 0) + <usize>threads * CHUNKS;
}

// Clears rows first .. first + BAND - 1, and writes the reflections to v and their beta to the diagonal of t.
function clearRows(matrix: usize, stride: usize, first: i32, v: usize, t: usize): void {
  memory.fill(v, 0, (<usize>BAND) * stride);
  memory.fill(t, 0, SMALL);
  for (let k = 0; k < min(BAND, first - 1); k++) {
    const count = first - k;
    const last = first + BAND - 1 - k;
    const own = v + (<usize>k) * stride;
    const beta = makeReflection(matrix + (<usize>last) * stride, count, count - 1, own);
    store<f64>(t + (<usize>k) * (ROW + 8), beta);
    if (beta === 0) continue;
    for (let i = first; i < last; i++) {
      const row = matrix + (<usize>i) * stride;
      add(row, -beta * dot(row, own, count), own, count);
    }
  }
}

// The triangle of T from beta on its diagonal and the products of the vectors.
function fillTriangle(t: usize, products: usize): void {
  for (let k = 1; k < BAND; k++) {
    const beta = load<f64>(t + (<usize>k) * (ROW + 8));
    for (let i = 0; i < k; i++) {
      let total: f64 = 0;
      for (let j = i; j < k; j++) {
        total += load<f64>(t + (<usize>i) * ROW + (<usize>j) * 8) * load<f64>(products + (<usize>j) * ROW + (<usize>k) * 8);
      }
      store<f64>(t + (<usize>i) * ROW + (<usize>k) * 8, -beta * total);
    }
  }
}

// S from A V', in place: s_p = sum over q <= p of T[q][p] y_q.
function applyTriangle(w: usize, stride: usize, count: i32, t: usize): void {
  for (let p = BAND - 1; p >= 0; p--) {
    const row = w + (<usize>p) * stride;
    const column = t + (<usize>p) * 8;
    scale(row, load<f64>(column + (<usize>p) * ROW), count);
    let q = 0;
    for (; q + 2 <= p; q += 2) {
      const at = column + (<usize>q) * ROW;
      const from = w + (<usize>q) * stride;
      addTwo(row, load<f64>(at), from, load<f64>(at, ROW), from + stride, count);
    }
    if (q < p) add(row, load<f64>(column + (<usize>q) * ROW), w + (<usize>q) * stride, count);
  }
}

// M = T' (V S), its columns as rows.
function fillMiddle(t: usize, products: usize, middle: usize): void {
  for (let p = 0; p < BAND; p++) {
    for (let q = 0; q < BAND; q++) {
      let total: f64 = 0;
      for (let r = 0; r <= q; r++) {
        total += load<f64>(t + (<usize>r) * ROW + (<usize>q) * 8) * load<f64>(products + (<usize>r) * ROW + (<usize>p) * 8);
      }
      store<f64>(middle + (<usize>p) * ROW + (<usize>q) * 8, total);
    }
  }
}

// W from S, in place: w_p = s_p - sum_q M[q][p] v_q / 2.
function finish(v: usize, w: usize, stride: usize, count: i32, middle: usize): void {
  for (let p = 0; p < BAND; p++) {
    const row = w + (<usize>p) * stride;
    for (let q = 0; q < BAND; q += 2) {
      const at = middle + (<usize>p) * ROW + (<usize>q) * 8;
      const from = v + (<usize>q) * stride;
      addTwo(row, -0.5 * load<f64>(at), from, -0.5 * load<f64>(at, 8), from + stride, count);
    }
  }
}

// Trace and squared Frobenius norm of a matrix, 16 bytes, from its lower triangle.
export function normsBelow(n: i32, matrix: usize, norms: usize): void {
  let trace: f64 = 0;
  let squares: f64 = 0;
  for (let i = 0; i < n; i++) {
    const row = matrix + (<usize>i) * (<usize>n) * 8;
    const own = load<f64>(row + (<usize>i) * 8);
    trace += own;
    squares += own * own + 2 * dot(row, row, i);
  }
  store<f64>(norms, trace);
  store<f64>(norms, squares, 8);
}

// Of the block of which the leading `end` rows are left: clears the last BAND of them but for the entries (i, j) with i - j <= BAND. Returns
// of how many strips the leading block is that is to be brought up to date; its rows are BAND fewer.
export function beginBlock(n: i32, matrix: usize, work: usize, end: i32): i32 {
  const stride = (<usize>n) * 8;
  const count = end - BAND;
  const packed = packedAt(n, work);
  const t = triangleAt(n, work);
  clearRows(matrix, stride, count, work, t);
  packVectors(work, stride, count, packed);
  multiplyVectors(packed, packed, count, t + 2 * SMALL, t + SMALL);
  fillTriangle(t, t + SMALL);
  return (count + STRIP - 1) / STRIP;
}

// First step: S, from the vectors and a strip of the matrix, which is read from all of it. `thread` says whose chunks to take.
export function multiplyStrip(n: i32, matrix: usize, work: usize, thread: i32, end: i32, strip: i32): void {
  const stride = (<usize>n) * 8;
  const count = end - BAND;
  const first = strip * STRIP;
  const last = min(first + STRIP, count);
  const chunks = chunksAt(n, work) + <usize>thread * CHUNKS;
  const w = wAt(n, work);
  multiplyRows(matrix, stride, count, packedAt(n, work), chunks, tilesAt(n, work), w, first, last);
  applyTriangle(w + (<usize>first) * 8, stride, last - first, triangleAt(n, work));
}

// Between the steps: M.
export function middleOfBlock(n: i32, work: usize, end: i32): void {
  const stride = (<usize>n) * 8;
  const count = end - BAND;
  const tiles = tilesAt(n, work);
  const t = triangleAt(n, work);
  packVectors(wAt(n, work), stride, count, tiles);
  multiplyVectors(packedAt(n, work), tiles, count, t + 2 * SMALL, t + SMALL);
  fillMiddle(t, t + SMALL, t + 2 * SMALL);
}

// Second step: W, and the panels.
export function finishStrip(n: i32, work: usize, end: i32, strip: i32): void {
  const stride = (<usize>n) * 8;
  const first = strip * STRIP;
  const length = min(STRIP, end - BAND - first);
  const v = work + (<usize>first) * 8;
  const w = wAt(n, v);
  finish(v, w, stride, length, triangleAt(n, work) + 2 * SMALL);
  packPanels(v, w, stride, BAND, length, panelsAt(n, work) + (<usize>(first >> 2)) * BAND * TILE);
}

// Third step: the matrix.
export function updateStrip(n: i32, matrix: usize, work: usize, end: i32, strip: i32): void {
  const first = strip * STRIP;
  updateRows(matrix, (<usize>n) * 8, first, min(first + STRIP, end - BAND), BAND, panelsAt(n, work));
}
