// A tile of Gaussian Gram matrices from one of distances, made again whenever a product needs it, and its products with some vectors side by
// side. Tiles are as in tile-distances.ts; vectors are rows of `lanes` float32, a multiple of four. Samples past the last one are not
// present: their kernel is 0.

import { minus, plus } from './fused';

const PANEL: usize = 32;

const LOG2E: f32 = 1.442695040888963;
// Of 9 bits, so that its product with k is exact.
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
// Added and taken away again it leaves a whole number, whose bits it holds at the low end.
const ROUNDER: f32 = 12582912;
// Below this the result counts as 0.
const LEAST: f32 = -87;

// Of x <= 0: exp(x) = 2^k exp(r) with |r| <= ln 2 / 2, and the Taylor polynomial of degree 7, whose first term left out is below 6e-9.
@inline
function exponential(given: v128): v128 {
  const x = f32x4.max(given, f32x4.splat(LEAST));
  const rounded = plus<f32>(f32x4.splat(ROUNDER), x, f32x4.splat(LOG2E));
  const k = f32x4.sub(rounded, f32x4.splat(ROUNDER));
  const r = minus<f32>(minus<f32>(x, k, f32x4.splat(LN2_HIGH)), k, f32x4.splat(LN2_LOW));
  let p = f32x4.splat(1.0 / 5040.0);
  p = plus<f32>(f32x4.splat(1.0 / 720.0), p, r);
  p = plus<f32>(f32x4.splat(1.0 / 120.0), p, r);
  p = plus<f32>(f32x4.splat(1.0 / 24.0), p, r);
  p = plus<f32>(f32x4.splat(1.0 / 6.0), p, r);
  p = plus<f32>(f32x4.splat(0.5), p, r);
  p = plus<f32>(r, f32x4.mul(r, r), p);
  p = f32x4.add(f32x4.splat(1), p);
  const power = i32x4.shl(i32x4.add(rounded, i32x4.splat(127)), 23);
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(given, f32x4.splat(LEAST)));
}

// Kernels of a tile from its distances, of which there are `count` one after another: exp(-sum scale distance), and 0 for samples that are
// not present. The sum of their squares.
export function tileKernels(
  strips: i32,
  columns: i32,
  count: i32,
  distances: usize,
  places: usize,
  scales: usize,
  rowsPresent: usize,
  columnsPresent: usize,
  to: usize,
): f64 {
  const size = (<usize>strips) * (<usize>columns) * PANEL;
  let squares = f64x2.splat(0);
  let at: usize = 0;
  for (let p = 0; p < strips; p++) {
    const first = v128.load(rowsPresent);
    const second = v128.load(rowsPresent, 16);
    let own = f32x4.splat(0);
    for (let q = 0; q < columns; q++) {
      let a = f32x4.splat(0);
      let b = a;
      for (let s: usize = 0; s < <usize>count; s++) {
        const from = distances + (<usize>load<i32>(places + s * 4)) * size + at;
        const scale = v128.load32_splat(scales + s * 4);
        a = plus<f32>(a, scale, v128.load(from));
        b = plus<f32>(b, scale, v128.load(from, 16));
      }
      const there = v128.load32_splat(columnsPresent + (<usize>q) * 4);
      const x = f32x4.mul(exponential(a), f32x4.mul(first, there));
      const y = f32x4.mul(exponential(b), f32x4.mul(second, there));
      own = plus<f32>(plus<f32>(own, x, x), y, y);
      v128.store(to + at, x);
      v128.store(to + at, y, 16);
      at += PANEL;
    }
    squares = addDoubles(squares, own);
    rowsPresent += PANEL;
  }
  return f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
}

@inline
function addDoubles(sum: v128, four: v128): v128 {
  const high = v128.shuffle<i32>(four, four, 2, 3, 0, 1);
  return f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(four), f64x2.promote_low_f32x4(high)));
}

// Kernels of samples of one class; 0 where the classes differ. The sum of their squares.
export function tileOfClasses(
  strips: i32,
  columns: i32,
  kernels: usize,
  rowClasses: usize,
  columnClasses: usize,
  to: usize,
): f64 {
  let squares = f64x2.splat(0);
  for (let p = 0; p < strips; p++) {
    const first = v128.load(rowClasses);
    const second = v128.load(rowClasses, 16);
    let own = f32x4.splat(0);
    for (let q = 0; q < columns; q++) {
      const other = v128.load32_splat(columnClasses + (<usize>q) * 4);
      const x = v128.and(v128.load(kernels), f32x4.eq(first, other));
      const y = v128.and(v128.load(kernels, 16), f32x4.eq(second, other));
      own = plus<f32>(plus<f32>(own, x, x), y, y);
      v128.store(to, x);
      v128.store(to, y, 16);
      kernels += PANEL;
      to += PANEL;
    }
    squares = addDoubles(squares, own);
    rowClasses += PANEL;
  }
  return f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
}

// Adds the products of a tile with the vectors of its columns to `rowSums`, and, where it is no part of the diagonal, of the turned tile
// with the vectors of its rows to `columnSums`.
export function tileApply(
  strips: i32,
  columns: i32,
  lanes: i32,
  tile: usize,
  rowVectors: usize,
  columnVectors: usize,
  rowSums: usize,
  columnSums: usize,
  turned: i32,
): void {
  const step = (<usize>lanes) * 4;
  for (let p = 0; p < strips; p++) {
    for (let half: usize = 0; half < 32; half += 16) {
      for (let lane: usize = 0; lane < step; lane += 16) {
        applyFour(columns, step, tile + half, rowVectors + lane, columnVectors + lane, rowSums + lane, columnSums + lane, turned);
      }
      rowVectors += 4 * step;
      rowSums += 4 * step;
    }
    tile += (<usize>columns) * PANEL;
  }
}

@inline
function applyFour(
  columns: i32,
  step: usize,
  tile: usize,
  rowVectors: usize,
  columnVectors: usize,
  rowSums: usize,
  columnSums: usize,
  turned: i32,
): void {
  let a = v128.load(rowSums);
  let b = v128.load(rowSums + step);
  let c = v128.load(rowSums + 2 * step);
  let d = v128.load(rowSums + 3 * step);
  if (turned) {
    const u = v128.load(rowVectors);
    const v = v128.load(rowVectors + step);
    const w = v128.load(rowVectors + 2 * step);
    const z = v128.load(rowVectors + 3 * step);
    for (let q = 0; q < columns; q++) {
      const other = v128.load(columnVectors);
      let sum = v128.load(columnSums);
      const first = v128.load32_splat(tile);
      a = plus<f32>(a, first, other);
      sum = plus<f32>(sum, first, u);
      const second = v128.load32_splat(tile, 4);
      b = plus<f32>(b, second, other);
      sum = plus<f32>(sum, second, v);
      const third = v128.load32_splat(tile, 8);
      c = plus<f32>(c, third, other);
      sum = plus<f32>(sum, third, w);
      const fourth = v128.load32_splat(tile, 12);
      d = plus<f32>(d, fourth, other);
      sum = plus<f32>(sum, fourth, z);
      v128.store(columnSums, sum);
      tile += PANEL;
      columnVectors += step;
      columnSums += step;
    }
  } else {
    for (let q = 0; q < columns; q++) {
      const other = v128.load(columnVectors);
      a = plus<f32>(a, v128.load32_splat(tile), other);
      b = plus<f32>(b, v128.load32_splat(tile, 4), other);
      c = plus<f32>(c, v128.load32_splat(tile, 8), other);
      d = plus<f32>(d, v128.load32_splat(tile, 12), other);
      tile += PANEL;
      columnVectors += step;
    }
  }
  v128.store(rowSums, a);
  v128.store(rowSums + step, b);
  v128.store(rowSums + 2 * step, c);
  v128.store(rowSums + 3 * step, d);
}

// Adds float32 numbers, each rounded to a multiple of the last place of `rounder`, to float64 ones: as long as sums stay below that place times
// 2^53 they are exact, in whatever order they are added. A multiple of four of them, which are 0 afterwards.
export function addRounded(count: i32, from: usize, to: usize, rounder: f64): void {
  const place = f64x2.splat(rounder);
  for (let i = 0; i < count; i += 4) {
    const four = v128.load(from);
    const low = f64x2.promote_low_f32x4(four);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 0, 1));
    v128.store(to, f64x2.add(v128.load(to), f64x2.sub(f64x2.add(low, place), place)));
    v128.store(to, f64x2.add(v128.load(to, 16), f64x2.sub(f64x2.add(high, place), place)), 16);
    v128.store(from, f64x2.splat(0));
    from += 16;
    to += 32;
  }
}
