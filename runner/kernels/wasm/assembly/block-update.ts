// The update of a large matrix by the reflections of a block, in tiles of 4 x 4. A panel has v and w of each reflection at 4
// places, 64 bytes a reflection; panels lie one after another, in the order of the places.

import { minus } from './fused';

export const TILE: usize = 64;
// Columns of which the panels stay in the cache while rows go by.
const COLUMNS: i32 = 64;

// Copies v and w of `held` reflections into the panels, with zeros beyond `count`.
export function packPanels(v: usize, w: usize, stride: usize, held: i32, count: i32, panels: usize): void {
  const tiles = (count + 3) >> 2;
  for (let p = 0; p < held; p++) {
    const from = (<usize>p) * stride;
    for (let tile = 0; tile < tiles; tile++) {
      const to = panels + (<usize>(tile * held + p)) * TILE;
      for (let k = 0; k < 4; k++) {
        const i = 4 * tile + k;
        const at = from + (<usize>i) * 8;
        store<f64>(to + (<usize>k) * 8, i < count ? load<f64>(v + at) : 0);
        store<f64>(to + (<usize>k) * 8, i < count ? load<f64>(w + at) : 0, 32);
      }
    }
  }
}

// Takes sum_p v_p w_p' + w_p v_p' off the tile of the rows of panel `a` and the columns of panel `b`.
function updateTile(place: usize, stride: usize, held: i32, a: usize, b: usize): void {
  let c00 = v128.load(place);
  let c01 = v128.load(place, 16);
  let c10 = v128.load(place + stride);
  let c11 = v128.load(place + stride, 16);
  let c20 = v128.load(place + 2 * stride);
  let c21 = v128.load(place + 2 * stride, 16);
  let c30 = v128.load(place + 3 * stride);
  let c31 = v128.load(place + 3 * stride, 16);
  for (let p = 0; p < held; p++) {
    const v0 = v128.load(b);
    const v1 = v128.load(b, 16);
    const w0 = v128.load(b, 32);
    const w1 = v128.load(b, 48);
    let v = v128.load64_splat(a);
    let w = v128.load64_splat(a, 32);
    c00 = minus<f64>(minus<f64>(c00, v, w0), w, v0);
    c01 = minus<f64>(minus<f64>(c01, v, w1), w, v1);
    v = v128.load64_splat(a, 8);
    w = v128.load64_splat(a, 40);
    c10 = minus<f64>(minus<f64>(c10, v, w0), w, v0);
    c11 = minus<f64>(minus<f64>(c11, v, w1), w, v1);
    v = v128.load64_splat(a, 16);
    w = v128.load64_splat(a, 48);
    c20 = minus<f64>(minus<f64>(c20, v, w0), w, v0);
    c21 = minus<f64>(minus<f64>(c21, v, w1), w, v1);
    v = v128.load64_splat(a, 24);
    w = v128.load64_splat(a, 56);
    c30 = minus<f64>(minus<f64>(c30, v, w0), w, v0);
    c31 = minus<f64>(minus<f64>(c31, v, w1), w, v1);
    a += TILE;
    b += TILE;
  }
  v128.store(place, c00);
  v128.store(place, c01, 16);
  v128.store(place + stride, c10);
  v128.store(place + stride, c11, 16);
  v128.store(place + 2 * stride, c20);
  v128.store(place + 2 * stride, c21, 16);
  v128.store(place + 3 * stride, c30);
  v128.store(place + 3 * stride, c31, 16);
}

// Applies the reflections of a block to rows first .. end - 1 of the leading block, `first` a multiple of 4.
export function updateRows(matrix: usize, stride: usize, first: i32, end: i32, held: i32, panels: usize): void {
  const panel = (<usize>held) * TILE;
  for (let from = 0; from < end; from += COLUMNS) {
    for (let i = max(first, from); i < end; i += 4) {
      const rows = matrix + (<usize>i) * stride;
      const a = panels + (<usize>(i >> 2)) * panel;
      let b = panels + (<usize>(from >> 2)) * panel;
      for (let j = from; j <= min(i, from + COLUMNS - 4); j += 4) {
        updateTile(rows + (<usize>j) * 8, stride, held, a, b);
        b += panel;
      }
    }
  }
}
