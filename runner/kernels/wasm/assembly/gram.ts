// Gaussian Gram matrices, some rows at a time: exponents of several variables added up, then their exponentials; and products
// and largest entries of such matrices. All on the lower triangle of n columns, row-major f64.

import { minus, plus } from './fused';

// exp(x) = 2^k exp(r) with k the whole number nearest to x / ln 2 and |r| <= ln 2 / 2; ln 2 in two parts, of which the first times
// k is exact.
const LOG2E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
// Added and taken away again it leaves a whole number, whose bits it holds at the low end.
const ROUNDER: f64 = 6755399441055744;
const BIAS: i64 = 1023;
// Below this the result counts as 0.
const LEAST: f64 = -708;

// Of x <= 0, by the Taylor polynomial of degree 13: the first term left out is below 5e-18.
@inline
function exponential(given: v128): v128 {
  const x = f64x2.max(given, f64x2.splat(LEAST));
  const rounded = plus<f64>(f64x2.splat(ROUNDER), x, f64x2.splat(LOG2E));
  const k = f64x2.sub(rounded, f64x2.splat(ROUNDER));
  const r = minus<f64>(minus<f64>(x, k, f64x2.splat(LN2_HIGH)), k, f64x2.splat(LN2_LOW));
  let p = f64x2.splat(1.0 / 6227020800.0);
  p = plus<f64>(f64x2.splat(1.0 / 479001600.0), p, r);
  p = plus<f64>(f64x2.splat(1.0 / 39916800.0), p, r);
  p = plus<f64>(f64x2.splat(1.0 / 3628800.0), p, r);
  p = plus<f64>(f64x2.splat(1.0 / 362880.0), p, r);
  p = plus<f64>(f64x2.splat(1.0 / 40320.0), p, r);
  p = plus<f64>(f64x2.splat(1.0 / 5040.0), p, r);
  p = plus<f64>(f64x2.splat(1.0 / 720.0), p, r);
  p = plus<f64>(f64x2.splat(1.0 / 120.0), p, r);
  p = plus<f64>(f64x2.splat(1.0 / 24.0), p, r);
  p = plus<f64>(f64x2.splat(1.0 / 6.0), p, r);
  p = plus<f64>(f64x2.splat(0.5), p, r);
  p = plus<f64>(r, f64x2.mul(r, r), p);
  p = f64x2.add(f64x2.splat(1), p);
  const power = i64x2.shl(i64x2.add(rounded, i64x2.splat(BIAS)), 52);
  // what is no number stays none
  return v128.andnot(f64x2.mul(p, power), f64x2.lt(given, f64x2.splat(LEAST)));
}

// Adds scale times `from` to the exponents of rows first .. end - 1, or writes it where there are none yet. `from` and `to` are where row
// `first` begins.
export function addExponents(n: i32, first: i32, end: i32, scale: f64, from: usize, to: usize, fresh: i32): void {
  const factor = f64x2.splat(scale);
  const zero = f64x2.splat(0);
  const step = (<usize>n) * 8;
  for (let i = first; i < end; i++) {
    const length = (<usize>i) * 8;
    for (let at: usize = 0; at + 16 <= length; at += 16) {
      const before = fresh ? zero : v128.load(to + at);
      v128.store(to + at, plus<f64>(before, factor, v128.load(from + at)));
    }
    if (i & 1) {
      const at = length - 8;
      const before = fresh ? zero : v128.load64_zero(to + at);
      v128.store64_lane(to + at, plus<f64>(before, factor, v128.load64_zero(from + at)), 0);
    }
    from += step;
    to += step;
  }
}

// Exponents of rows first .. end - 1 to their exponentials, and 1 on the diagonal.
export function exponentials(n: i32, first: i32, end: i32, rows: usize): void {
  const step = (<usize>n) * 8;
  for (let i = first; i < end; i++) {
    const length = (<usize>i) * 8;
    for (let at: usize = 0; at + 16 <= length; at += 16) {
      v128.store(rows + at, exponential(v128.load(rows + at)));
    }
    if (i & 1) {
      const at = length - 8;
      v128.store64_lane(rows + at, exponential(v128.load64_zero(rows + at)), 0);
    }
    store<f64>(rows + length, 1);
    rows += step;
  }
}

// Multiplies count numbers at `to` by those at `from`.
export function multiply(count: i32, from: usize, to: usize): void {
  const end = to + (<usize>count) * 8;
  for (; to + 16 <= end; to += 16) {
    v128.store(to, f64x2.mul(v128.load(to), v128.load(from)));
    from += 16;
  }
  if (to < end) store<f64>(to, load<f64>(to) * load<f64>(from));
}

// The largest absolute value of the lower triangle; NaN when an entry is not finite.
export function largestBelow(n: i32, matrix: usize): f64 {
  const step = (<usize>n) * 8;
  const zero = f64x2.splat(0);
  let most = zero;
  let nothing = zero;
  for (let i = 0; i < n; i++) {
    const length = (<usize>(i + 1)) * 8;
    for (let at: usize = 0; at + 16 <= length; at += 16) {
      const entries = v128.load(matrix + at);
      most = f64x2.pmax(most, f64x2.abs(entries));
      nothing = f64x2.add(nothing, f64x2.mul(entries, zero));
    }
    if (!(i & 1)) {
      const entry = v128.load64_splat(matrix + length - 8);
      most = f64x2.pmax(most, f64x2.abs(entry));
      nothing = f64x2.add(nothing, f64x2.mul(entry, zero));
    }
    matrix += step;
  }
  const all = f64x2.add(most, nothing);
  return Math.max(f64x2.extract_lane(all, 0), f64x2.extract_lane(all, 1));
}
