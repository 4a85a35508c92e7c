// Traces of inverses of shifted tridiagonal matrices, four matrices at once: tr (T + p)^-1 is the derivative of
// ln det (T + p), taken along the pivots of its LDL' factors. Two poles are taken together to hide the divisions.
//
// diagonal and beside: n entries of four float64 (32 bytes); beside[i] couples i and i + 1. poles and weights: float64.
// out: 64 bytes, sum_k weight_k tr (T + pole_k)^-1 a lane, then the smallest pivot met a lane.

import { plus } from './fused';

const ENTRY: usize = 32;
const HALF: usize = 16;

export function rationalTraces(
  n: i32,
  diagonal: usize,
  beside: usize,
  count: i32,
  poles: usize,
  weights: usize,
  out: usize,
): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const end = diagonal + (<usize>n) * ENTRY;
  let sumA = zero;
  let sumB = zero;
  let leastA = f64x2.splat(Infinity);
  let leastB = leastA;
  for (let k: usize = 0; k < <usize>count; k += 2) {
    const p = v128.load64_splat(poles + k * 8);
    const q = v128.load64_splat(poles + k * 8, 8);
    // inverse pivots, derivatives of pivots, sums
    let pivotA = zero;
    let pivotB = zero;
    let otherA = zero;
    let otherB = zero;
    let slopeA = zero;
    let slopeB = zero;
    let otherSlopeA = zero;
    let otherSlopeB = zero;
    let traceA = zero;
    let traceB = zero;
    let otherTraceA = zero;
    let otherTraceB = zero;
    let squareA = zero;
    let squareB = zero;
    let e = beside;
    for (let d = diagonal; d < end; d += ENTRY) {
      const entryA = v128.load(d);
      const entryB = v128.load(d, HALF);
      const fillA = f64x2.mul(squareA, pivotA);
      const fillB = f64x2.mul(squareB, pivotB);
      const otherFillA = f64x2.mul(squareA, otherA);
      const otherFillB = f64x2.mul(squareB, otherB);
      slopeA = plus<f64>(one, f64x2.mul(fillA, pivotA), slopeA);
      slopeB = plus<f64>(one, f64x2.mul(fillB, pivotB), slopeB);
      otherSlopeA = plus<f64>(one, f64x2.mul(otherFillA, otherA), otherSlopeA);
      otherSlopeB = plus<f64>(one, f64x2.mul(otherFillB, otherB), otherSlopeB);
      const newA = f64x2.sub(f64x2.add(entryA, p), fillA);
      const newB = f64x2.sub(f64x2.add(entryB, p), fillB);
      const otherNewA = f64x2.sub(f64x2.add(entryA, q), otherFillA);
      const otherNewB = f64x2.sub(f64x2.add(entryB, q), otherFillB);
      leastA = f64x2.pmin(leastA, f64x2.pmin(newA, otherNewA));
      leastB = f64x2.pmin(leastB, f64x2.pmin(newB, otherNewB));
      pivotA = f64x2.div(one, newA);
      pivotB = f64x2.div(one, newB);
      otherA = f64x2.div(one, otherNewA);
      otherB = f64x2.div(one, otherNewB);
      traceA = plus<f64>(traceA, slopeA, pivotA);
      traceB = plus<f64>(traceB, slopeB, pivotB);
      otherTraceA = plus<f64>(otherTraceA, otherSlopeA, otherA);
      otherTraceB = plus<f64>(otherTraceB, otherSlopeB, otherB);
      squareA = v128.load(e);
      squareB = v128.load(e, HALF);
      squareA = f64x2.mul(squareA, squareA);
      squareB = f64x2.mul(squareB, squareB);
      e += ENTRY;
    }
    const w = v128.load64_splat(weights + k * 8);
    const u = v128.load64_splat(weights + k * 8, 8);
    sumA = plus<f64>(plus<f64>(sumA, w, traceA), u, otherTraceA);
    sumB = plus<f64>(plus<f64>(sumB, w, traceB), u, otherTraceB);
  }
  v128.store(out, sumA);
  v128.store(out, sumB, HALF);
  v128.store(out, leastA, ENTRY);
  v128.store(out, leastB, ENTRY + HALF);
}
