// Orthogonal reduction of one large symmetric matrix of f64 to a band of BAND couplings, all of it in products of matrices (Bischof,
// Lang & Sun 2000: the first of two stages), so that the matrix is read and written once in BAND rows.
//
// The matrix is row-major, n rows of n entries, of which the lower triangle is used and destroyed. The last BAND rows of what is left are
// cleared up to a triangle beside the diagonal, by reflections from their last row upwards; then the leading block A becomes
// A - W'V - V'W with W = S - V'M/2 turned, S = A V'T, M = T'V S (all reflections together are I - V'T V). Vectors are rows here.

import { packPanels, TILE, update } from './block-update';
import { addProducts } from './distances';
import { add, addTwo, dot, makeReflection, scale } from './vectors';

export const BAND: i32 = 32;
const GROUPS: i32 = BAND / 4;
// Columns of the matrix that are multiplied at a time.
const CHUNK: i32 = 256;
// One place of four vectors, and a tile of 4 x 4 of their products.
const PLACE: usize = 32;
const SQUARE: usize = 128;
const ROW: usize = BAND * 8;

// The work: V, W (first A V', then S), V four by four, tiles (then S four by four), chunks of 8 rows of the matrix; the small squares T,
// products (V V', then V S) and a tile; panels as `block-update.ts` has them.
@inline
function partBytes(n: i32): usize {
  return <usize>((n + 7) & ~7) * BAND * 8;
}

const SMALL: usize = BAND * BAND * 8;

// Bytes of work for n rows.
export function bandWork(n: i32): usize {
  return 4 * partBytes(n) + <usize>(((n + 7) >> 3) * 2) * BAND * TILE + 2 * (<usize>CHUNK) * PLACE + 3 * SMALL;
}

// Four vectors, `stride` apart, place by place.
@inline
function packFour(from: usize, stride: usize, count: i32, to: usize): void {
  let row = from;
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const a = v128.load(row);
    const b = v128.load(row + stride);
    const c = v128.load(row + 2 * stride);
    const d = v128.load(row + 3 * stride);
    v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(to, v128.shuffle<f64>(c, d, 0, 2), 16);
    v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
    v128.store(to, v128.shuffle<f64>(c, d, 1, 3), 48);
    row += 16;
    to += 2 * PLACE;
  }
  if (i < count) {
    store<f64>(to, load<f64>(row));
    store<f64>(to, load<f64>(row + stride), 8);
    store<f64>(to, load<f64>(row + 2 * stride), 16);
    store<f64>(to, load<f64>(row + 3 * stride), 24);
  }
}

function packVectors(from: usize, stride: usize, count: i32, to: usize): void {
  for (let group = 0; group < GROUPS; group++) {
    packFour(from + (<usize>(4 * group)) * stride, stride, count, to + (<usize>(group * count)) * PLACE);
  }
}

// Rows i .. i + 7 of the symmetric matrix, columns from .. from + width - 1, as two panels of four; entries above the diagonal are read below it.
function packRows(matrix: usize, stride: usize, i: i32, from: i32, width: i32, to: usize): void {
  const second = to + (<usize>CHUNK) * PLACE;
  const end = from + width;
  const rows = matrix + (<usize>i) * stride;
  const below = min(max(i + 1 - from, 0), width);
  packFour(rows + (<usize>from) * 8, stride, below, to);
  packFour(rows + 4 * stride + (<usize>from) * 8, stride, below, second);
  let k = from + below;
  for (; k < min(end, i + 8); k++) {
    for (let r = 0; r < 8; r++) {
      const at = i + r >= k ? rows + (<usize>r) * stride + (<usize>k) * 8 : matrix + (<usize>k) * stride + (<usize>(i + r)) * 8;
      const place = (r < 4 ? to : second) + (<usize>(k - from)) * PLACE + (<usize>(r & 3)) * 8;
      store<f64>(place, load<f64>(at));
    }
  }
  let row = matrix + (<usize>k) * stride + (<usize>i) * 8;
  for (; k < end; k++) {
    const place = (<usize>(k - from)) * PLACE;
    v128.store(to + place, v128.load(row));
    v128.store(to + place, v128.load(row, 16), 16);
    v128.store(second + place, v128.load(row, 32));
    v128.store(second + place, v128.load(row, 48), 16);
    row += stride;
  }
}

// The product of the leading block and each of the vectors in `panels`: rows of `to`.
function multiplyAll(matrix: usize, stride: usize, count: i32, panels: usize, chunks: usize, tiles: usize, to: usize): void {
  const eights = (count + 7) >> 3;
  memory.fill(tiles, 0, (<usize>(eights * 2 * GROUPS)) * SQUARE);
  for (let from = 0; from < count; from += CHUNK) {
    const width = min(CHUNK, count - from);
    const length = (<usize>width) * PLACE;
    for (let eight = 0; eight < eights; eight++) {
      packRows(matrix, stride, 8 * eight, from, width, chunks);
      let tile = tiles + (<usize>(eight * 2 * GROUPS)) * SQUARE;
      for (let half: usize = 0; half < 2; half++) {
        const left = chunks + half * CHUNK * PLACE;
        for (let group = 0; group < GROUPS; group++) {
          addProducts(left, panels + (<usize>(group * count + from)) * PLACE, length, tile);
          tile += SQUARE;
        }
      }
    }
  }
  let tile = tiles;
  for (let four = 0; four < 2 * eights; four++) {
    for (let p = 0; p < BAND; p++) {
      const place = to + (<usize>p) * stride + (<usize>(4 * four)) * 8;
      v128.store(place, v128.load(tile));
      v128.store(place, v128.load(tile, 16), 16);
      tile += 32;
    }
  }
}

// All products of the vectors of two lists of panels: entry [p][q] of `to`.
function multiplyVectors(a: usize, b: usize, count: i32, tile: usize, to: usize): void {
  const length = (<usize>count) * PLACE;
  for (let p = 0; p < GROUPS; p++) {
    for (let q = 0; q < GROUPS; q++) {
      memory.fill(tile, 0, SQUARE);
      addProducts(a + (<usize>p) * length, b + (<usize>q) * length, length, tile);
      for (let at = 0; at < 16; at++) {
        const place = to + (<usize>(4 * p + (at & 3))) * ROW + (<usize>(4 * q + (at >> 2))) * 8;
        store<f64>(place, load<f64>(tile + (<usize>at) * 8));
      }
    }
  }
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

// Clears the last BAND rows of the leading `end` ones but for the entries (i, j) with i - j <= BAND, and brings the leading block up to date.
// Returns how many rows that block has; the matrix is a band when there are not more than BAND + 1. (One call a block, since the
// runtime puts optimised code in the place of a function only when it is called again.)
export function reduceToBand(n: i32, matrix: usize, work: usize, end: i32): i32 {
  const stride = (<usize>n) * 8;
  const part = partBytes(n);
  const v = work;
  const w = v + part;
  const packed = w + part;
  const tiles = packed + part;
  const chunks = tiles + part;
  const t = chunks + 2 * (<usize>CHUNK) * PLACE;
  const products = t + SMALL;
  const tile = products + SMALL;
  const panels = tile + SMALL;
  const count = end - BAND;
  clearRows(matrix, stride, count, v, t);
  packVectors(v, stride, count, packed);
  multiplyVectors(packed, packed, count, tile, products);
  fillTriangle(t, products);
  multiplyAll(matrix, stride, count, packed, chunks, tiles, w);
  for (let from = 0; from < count; from += CHUNK) applyTriangle(w + (<usize>from) * 8, stride, min(CHUNK, count - from), t);
  packVectors(w, stride, count, tiles);
  multiplyVectors(packed, tiles, count, tile, products);
  fillMiddle(t, products, tile);
  for (let from = 0; from < count; from += CHUNK) {
    const at = (<usize>from) * 8;
    finish(v + at, w + at, stride, min(CHUNK, count - from), tile);
  }
  packPanels(v, w, stride, BAND, count, panels);
  update(matrix, stride, count, BAND, panels);
  return count;
}
