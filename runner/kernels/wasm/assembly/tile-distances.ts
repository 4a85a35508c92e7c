// A tile of squared distances, those of some samples from others, in float32.
//
// Samples come in panels of eight, feature by feature (32 bytes: eight float32). A tile has strips of eight rows, and in each of them one
// place of 32 bytes a column.

import { plus } from './fused';

const PANEL: usize = 32;

// Adds inner products of `width` features to the tile, or begins it. Panels of rows lie `leftStep` bytes from each other, those of
// columns `rightStep`.
export function tileProducts(
  strips: i32,
  columns: i32,
  width: i32,
  left: usize,
  leftStep: usize,
  right: usize,
  rightStep: usize,
  tile: usize,
  fresh: i32,
): void {
  const length = (<usize>width) * PANEL;
  for (let p = 0; p < strips; p++) {
    for (let q = 0; q < columns; q += 4) {
      const from = right + (<usize>(q >> 3)) * rightStep + (<usize>(q & 4)) * 4;
      addProducts(left, from, length, tile, fresh);
      tile += 4 * PANEL;
    }
    left += leftStep;
  }
}

@inline
function addProducts(left: usize, right: usize, length: usize, tile: usize, fresh: i32): void {
  let a0 = f32x4.splat(0);
  let b0 = a0;
  let a1 = a0;
  let b1 = a0;
  let a2 = a0;
  let b2 = a0;
  let a3 = a0;
  let b3 = a0;
  if (!fresh) {
    a0 = v128.load(tile, 0);
    b0 = v128.load(tile, 16);
    a1 = v128.load(tile, 32);
    b1 = v128.load(tile, 48);
    a2 = v128.load(tile, 64);
    b2 = v128.load(tile, 80);
    a3 = v128.load(tile, 96);
    b3 = v128.load(tile, 112);
  }
  const end = left + length;
  while (left < end) {
    const x = v128.load(left);
    const y = v128.load(left, 16);
    const r0 = v128.load32_splat(right);
    a0 = plus<f32>(a0, x, r0);
    b0 = plus<f32>(b0, y, r0);
    const r1 = v128.load32_splat(right, 4);
    a1 = plus<f32>(a1, x, r1);
    b1 = plus<f32>(b1, y, r1);
    const r2 = v128.load32_splat(right, 8);
    a2 = plus<f32>(a2, x, r2);
    b2 = plus<f32>(b2, y, r2);
    const r3 = v128.load32_splat(right, 12);
    a3 = plus<f32>(a3, x, r3);
    b3 = plus<f32>(b3, y, r3);
    left += PANEL;
    right += PANEL;
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

// Squared lengths of the samples of some panels, by the same steps as the products of a sample with others, so that samples
// that are the same have the distance 0. `work` takes 256 bytes a panel.
export function panelNorms(panels: i32, work: usize, norms: usize): void {
  for (let p = 0; p < panels; p++) {
    for (let i: usize = 0; i < 8; i++) store<f32>(norms + i * 4, load<f32>(work + i * (PANEL + 4)));
    work += 8 * PANEL;
    norms += PANEL;
  }
}

// Inner products to squared distances, in place. Those that are at most `limit` of the squared lengths are taken again from differences:
// panels of rows and columns have `width` features.
export function tileDistances(
  strips: i32,
  columns: i32,
  width: i32,
  left: usize,
  right: usize,
  tile: usize,
  rowNorms: usize,
  columnNorms: usize,
  limit: f32,
): void {
  const step = (<usize>width) * PANEL;
  const two = f32x4.splat(2);
  const zero = f32x4.splat(0);
  const share = f32x4.splat(limit);
  for (let p = 0; p < strips; p++) {
    for (let half: usize = 0; half < 32; half += 16) {
      const own = v128.load(rowNorms + half);
      let at = tile + half;
      for (let q = 0; q < columns; q++) {
        const both = f32x4.add(own, v128.load32_splat(columnNorms + (<usize>q) * 4));
        const distance = f32x4.max(zero, f32x4.sub(both, f32x4.mul(two, v128.load(at))));
        v128.store(at, distance);
        const close = v128.and(f32x4.le(distance, f32x4.mul(share, both)), f32x4.gt(both, zero));
        if (v128.any_true(close)) {
          takeAgain(close, left + half, right + (<usize>(q >> 3)) * step + (<usize>(q & 7)) * 4, step, at);
        }
        at += PANEL;
      }
    }
    left += step;
    tile += (<usize>columns) * PANEL;
    rowNorms += PANEL;
  }
}

// Distances of up to four samples of a panel from one of another.
function takeAgain(which: v128, panel: usize, other: usize, step: usize, to: usize): void {
  const lanes = i32x4.bitmask(which);
  for (let lane = 0; lane < 4; lane++) {
    if (!((lanes >> lane) & 1)) continue;
    const from = panel + (<usize>lane) * 4;
    let sum: f32 = 0;
    for (let at: usize = 0; at < step; at += PANEL) {
      const difference = load<f32>(from + at) - load<f32>(other + at);
      sum += difference * difference;
    }
    store<f32>(to + (<usize>lane) * 4, sum);
  }
}

// Squared distances from differences, for samples of few features.
export function tileDifferences(
  strips: i32,
  columns: i32,
  width: i32,
  left: usize,
  right: usize,
  tile: usize,
): void {
  const step = (<usize>width) * PANEL;
  for (let p = 0; p < strips; p++) {
    const end = left + step;
    for (let q = 0; q < columns; q++) {
      let to = right + (<usize>(q >> 3)) * step + (<usize>(q & 7)) * 4;
      let a = f32x4.splat(0);
      let b = a;
      for (let from = left; from < end; from += PANEL) {
        const other = v128.load32_splat(to);
        const x = f32x4.sub(v128.load(from), other);
        const y = f32x4.sub(v128.load(from, 16), other);
        a = plus<f32>(a, x, x);
        b = plus<f32>(b, y, y);
        to += PANEL;
      }
      v128.store(tile, a);
      v128.store(tile, b, 16);
      tile += PANEL;
    }
    left = end;
  }
}
