// Inner products of centred samples in float64, from float32 or float64 rows.
//
// Features come in chunks. A chunk is packed into panels of four samples, feature by feature (32 bytes: four float64),
// with the mean taken off; then every pair of panels adds its 4 x 4 inner products to a tile. Tiles are 128 bytes,
// panel pair (p, q <= p) at place p (p + 1) / 2 + q. Samples past the last one are zero.

import { plus } from './fused';

const PANEL: i32 = 4;
const PANEL_STEP: usize = 32;
const TILE: usize = 128;

@inline
function takeMeans<T extends number>(n: i32, width: i32, rows: usize, stride: usize, means: usize): void {
  const size = sizeof<T>();
  memory.fill(means, 0, (<usize>width) * 8);
  for (let i = 0; i < n; i++) {
    let row = rows + (<usize>i) * stride;
    const end = means + (<usize>width) * 8;
    for (let mean = means; mean < end; mean += 8) {
      store<f64>(mean, load<f64>(mean) + <f64>load<T>(row));
      row += size;
    }
  }
  for (let k: usize = 0; k < <usize>width; k++) {
    store<f64>(means + k * 8, <f64>(<T>(load<f64>(means + k * 8) / <f64>n)));
  }
}

@inline
function pack<T extends number>(n: i32, width: i32, rows: usize, stride: usize, means: usize, panels: usize): void {
  takeMeans<T>(n, width, rows, stride, means);
  const size = sizeof<T>();
  const end = means + (<usize>width) * 8;
  let to = panels;
  for (let i = 0; i < n; i += PANEL) {
    // Past the last sample the last row is read and its value taken times 0.
    let row0 = rows + (<usize>i) * stride;
    let row1 = rows + (<usize>min(i + 1, n - 1)) * stride;
    let row2 = rows + (<usize>min(i + 2, n - 1)) * stride;
    let row3 = rows + (<usize>min(i + 3, n - 1)) * stride;
    const there1: f64 = i + 1 < n ? 1 : 0;
    const there2: f64 = i + 2 < n ? 1 : 0;
    const there3: f64 = i + 3 < n ? 1 : 0;
    for (let at = means; at < end; at += 8) {
      const mean = load<f64>(at);
      store<f64>(to, <f64>load<T>(row0) - mean);
      store<f64>(to, (<f64>load<T>(row1) - mean) * there1, 8);
      store<f64>(to, (<f64>load<T>(row2) - mean) * there2, 16);
      store<f64>(to, (<f64>load<T>(row3) - mean) * there3, 24);
      row0 += size;
      row1 += size;
      row2 += size;
      row3 += size;
      to += PANEL_STEP;
    }
  }
}

// Packs `width` features of n float32 rows; stride in bytes. The mean is rounded to float32, so that a feature that
// does not vary becomes exactly 0.
export function packSingle(n: i32, width: i32, rows: usize, stride: usize, means: usize, panels: usize): void {
  pack<f32>(n, width, rows, stride, means, panels);
}

// The same from float64 rows.
export function packDouble(n: i32, width: i32, rows: usize, stride: usize, means: usize, panels: usize): void {
  pack<f64>(n, width, rows, stride, means, panels);
}

// Adds the inner products of one chunk to the tiles.
export function accumulate(n: i32, width: i32, panels: usize, tiles: usize): void {
  const count = (n + PANEL - 1) / PANEL;
  const length = (<usize>width) * PANEL_STEP;
  let tile = tiles;
  for (let p = 0; p < count; p++) {
    const left = panels + (<usize>p) * length;
    for (let q = 0; q <= p; q++) {
      addProducts(left, panels + (<usize>q) * length, length, tile);
      tile += TILE;
    }
  }
}

// Adds sum_k left[k][r] right[k][s] to the tile at place 4 s + r, for four r and four s; `length` is 32 bytes for each k.
@inline
export function addProducts(left: usize, right: usize, length: usize, tile: usize): void {
  let a0 = v128.load(tile, 0);
  let b0 = v128.load(tile, 16);
  let a1 = v128.load(tile, 32);
  let b1 = v128.load(tile, 48);
  let a2 = v128.load(tile, 64);
  let b2 = v128.load(tile, 80);
  let a3 = v128.load(tile, 96);
  let b3 = v128.load(tile, 112);
  const end = left + length;
  while (left < end) {
    const x = v128.load(left);
    const y = v128.load(left, 16);
    const r0 = v128.load64_splat(right);
    const r1 = v128.load64_splat(right, 8);
    a0 = plus<f64>(a0, x, r0);
    b0 = plus<f64>(b0, y, r0);
    a1 = plus<f64>(a1, x, r1);
    b1 = plus<f64>(b1, y, r1);
    const r2 = v128.load64_splat(right, 16);
    const r3 = v128.load64_splat(right, 24);
    a2 = plus<f64>(a2, x, r2);
    b2 = plus<f64>(b2, y, r2);
    a3 = plus<f64>(a3, x, r3);
    b3 = plus<f64>(b3, y, r3);
    left += PANEL_STEP;
    right += PANEL_STEP;
  }
  v128.store(tile, a0, 0);
  v128.store(tile, b0, 16);
  v128.store(tile, a1, 32);
  v128.store(tile, b1, 48);
  v128.store(tile, a2, 64);
  v128.store(tile, b2, 80);
  v128.store(tile, a3, 96);
  v128.store(tile, b3, 112);
}

@inline
function product(tiles: usize, i: i32, j: i32): f64 {
  const p = i >> 2;
  const place = <usize>((p * (p + 1)) / 2 + (j >> 2));
  return load<f64>(tiles + place * TILE + (<usize>(((j & 3) << 2) + (i & 3))) * 8);
}

// Squared lengths [n], and |a_i|^2 + |a_j|^2 - 2 <a_i, a_j> into the strict lower triangle of [n, n].
export function unpack(n: i32, tiles: usize, norms: usize, distances: usize): void {
  for (let i = 0; i < n; i++) store<f64>(norms + (<usize>i) * 8, product(tiles, i, i));
  for (let i = 0; i < n; i++) {
    const own = load<f64>(norms + (<usize>i) * 8);
    const row = distances + (<usize>i) * (<usize>n) * 8;
    for (let j = 0; j < i; j++) {
      store<f64>(row + (<usize>j) * 8, own + load<f64>(norms + (<usize>j) * 8) - 2 * product(tiles, i, j));
    }
  }
}
