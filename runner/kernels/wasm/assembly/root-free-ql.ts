// Eigenvalues of four symmetric tridiagonal matrices at once: the root-free QL method of Pal, Walker and Kahan (as in
// Parlett, The Symmetric Eigenvalue Problem, section 8.15), one matrix a lane, two vectors of two lanes to hide the
// latency of the divisions. Each lane keeps its own first row and shift; no matrix is ever split. Inside a sweep a
// squared coupling at or below the lane's floor counts as 0, and p = gamma^2 / c is kept away from 0: with both, c is
// either 1 or nothing next to the couplings that are left.
//
// diagonal and beside: n entries of four float64 (32 bytes); beside[i] couples i and i + 1 and has n entries too.

import { minus } from './fused';

const ENTRY: usize = 32;
const HALF: usize = 16;
// Offsets in the scratch, one float64 a lane each: the first active row, the shift, the floor below which a squared
// coupling is zero, and the first row's new coupling and diagonal entry after a sweep.
const FIRST: usize = 0;
const SHIFT: usize = 32;
const FLOOR: usize = 64;
const COUPLING: usize = 96;
const ENTRY_LEFT: usize = 128;

const LANES: usize = 4;
const SMALLEST: f64 = 1e-150;
const TINY: f64 = 1e-140;

// Two results of the reduction (entries of two lanes) into one array of four lanes.
export function joinPairs(n: i32, first: usize, second: usize, to: usize): void {
  for (let i: usize = 0; i < <usize>n; i++) {
    v128.store(to + i * ENTRY, v128.load(first + i * HALF));
    v128.store(to + i * ENTRY, v128.load(second + i * HALF), HALF);
  }
}

// Squares the couplings and sets up each lane.
function prepare(n: i32, diagonal: usize, beside: usize, scratch: usize, eps2: f64): void {
  for (let lane: usize = 0; lane < LANES; lane++) {
    let largest: f64 = 0;
    for (let i = 0; i < n; i++) {
      const at = (<usize>i) * ENTRY + lane * 8;
      largest = Math.max(largest, Math.abs(load<f64>(diagonal + at)));
      if (i === n - 1) break;
      const coupling = load<f64>(beside + at);
      largest = Math.max(largest, Math.abs(coupling));
      store<f64>(beside + at, coupling * coupling);
    }
    store<f64>(scratch + FLOOR + lane * 8, eps2 * largest * largest * 0.25);
    store<f64>(scratch + FIRST + lane * 8, 0);
  }
}

// Moves a lane past the couplings that have vanished and gives it Wilkinson's shift. Returns its first active row.
function aim(n: i32, diagonal: usize, beside: usize, scratch: usize, lane: usize, eps2: f64): i32 {
  const floor = load<f64>(scratch + FLOOR + lane * 8);
  let first = <i32>load<f64>(scratch + FIRST + lane * 8);
  let at = (<usize>first) * ENTRY + lane * 8;
  while (first < n - 1) {
    const product = load<f64>(diagonal + at) * load<f64>(diagonal + at, ENTRY);
    if (load<f64>(beside + at) > eps2 * Math.abs(product) + floor) break;
    first++;
    at += ENTRY;
  }
  store<f64>(scratch + FIRST + lane * 8, <f64>first);
  let shift: f64 = 0;
  if (first < n - 1) {
    const d = load<f64>(diagonal + at);
    const coupling = Math.sqrt(load<f64>(beside + at));
    const gap = (load<f64>(diagonal + at, ENTRY) - d) / (2 * coupling);
    const root = Math.sqrt(gap * gap + 1);
    shift = d - coupling / (gap + (gap >= 0 ? root : -root));
  }
  store<f64>(scratch + SHIFT + lane * 8, shift);
  return first;
}

// After a sweep: the coupling and the diagonal entry of the lane's first row.
function settle(n: i32, diagonal: usize, beside: usize, scratch: usize, lane: usize): void {
  const own = scratch + lane * 8;
  const first = <i32>load<f64>(own + FIRST);
  if (first >= n - 1) return;
  const at = (<usize>first) * ENTRY + lane * 8;
  store<f64>(beside + at, load<f64>(own + COUPLING));
  store<f64>(diagonal + at, load<f64>(own + ENTRY_LEFT));
}

// Stores a value in the active lanes only.
@inline
function keep(place: usize, value: v128, active: v128): void {
  v128.store(place, v128.bitselect(value, v128.load(place), active));
}

// A squared coupling, or 0 where it is not above the floor.
@inline
function above(coupling: v128, floor: v128): v128 {
  return v128.and(coupling, f64x2.gt(coupling, floor));
}

// gamma^2 / c, or the old c times the coupling where p has vanished.
@inline
function nextPower(gamma: v128, ratio: v128, p: v128, oldCosine: v128, coupling: v128): v128 {
  const usual = f64x2.mul(f64x2.mul(gamma, gamma), ratio);
  const keep = v128.or(f64x2.gt(p, f64x2.splat(TINY)), f64x2.eq(coupling, f64x2.splat(0)));
  return f64x2.pmax(v128.bitselect(usual, f64x2.mul(oldCosine, coupling), keep), f64x2.splat(SMALLEST));
}

// One sweep upwards from the last row to the lowest of the first rows; above the highest of them every lane is active,
// below it a lane that is done keeps what it has.
function sweep(n: i32, lowest: i32, highest: i32, diagonal: usize, beside: usize, scratch: usize): void {
  const one = f64x2.splat(1);
  const firstA = v128.load(scratch, FIRST);
  const firstB = v128.load(scratch, FIRST + HALF);
  const floorA = v128.load(scratch, FLOOR);
  const floorB = v128.load(scratch, FLOOR + HALF);
  const shiftA = v128.load(scratch, SHIFT);
  const shiftB = v128.load(scratch, SHIFT + HALF);
  let d = diagonal + (<usize>(n - 2)) * ENTRY;
  let e = beside + (<usize>(n - 2)) * ENTRY;
  let cosineA = one;
  let cosineB = one;
  let sineA = f64x2.splat(0);
  let sineB = f64x2.splat(0);
  let gammaA = f64x2.sub(v128.load(d, ENTRY), shiftA);
  let gammaB = f64x2.sub(v128.load(d, ENTRY + HALF), shiftB);
  let pA = f64x2.pmax(f64x2.mul(gammaA, gammaA), f64x2.splat(SMALLEST));
  let pB = f64x2.pmax(f64x2.mul(gammaB, gammaB), f64x2.splat(SMALLEST));
  for (let i = n - 2; i >= lowest; i--) {
    const bbA = above(v128.load(e), floorA);
    const bbB = above(v128.load(e, HALF), floorB);
    const rA = f64x2.add(pA, bbA);
    const rB = f64x2.add(pB, bbB);
    const inverseA = f64x2.div(one, rA);
    const inverseB = f64x2.div(one, rB);
    const nextCosineA = f64x2.mul(pA, inverseA);
    const nextCosineB = f64x2.mul(pB, inverseB);
    const nextSineA = f64x2.mul(bbA, inverseA);
    const nextSineB = f64x2.mul(bbB, inverseB);
    const alphaA = v128.load(d);
    const alphaB = v128.load(d, HALF);
    const nextGammaA = minus<f64>(f64x2.mul(nextCosineA, f64x2.sub(alphaA, shiftA)), nextSineA, gammaA);
    const nextGammaB = minus<f64>(f64x2.mul(nextCosineB, f64x2.sub(alphaB, shiftB)), nextSineB, gammaB);
    const nextPA = nextPower(nextGammaA, f64x2.div(rA, pA), pA, cosineA, bbA);
    const nextPB = nextPower(nextGammaB, f64x2.div(rB, pB), pB, cosineB, bbB);
    const couplingA = f64x2.mul(sineA, rA);
    const couplingB = f64x2.mul(sineB, rB);
    const entryA = f64x2.add(gammaA, f64x2.sub(alphaA, nextGammaA));
    const entryB = f64x2.add(gammaB, f64x2.sub(alphaB, nextGammaB));
    if (i >= highest) {
      v128.store(e, couplingA, ENTRY);
      v128.store(e, couplingB, ENTRY + HALF);
      v128.store(d, entryA, ENTRY);
      v128.store(d, entryB, ENTRY + HALF);
      cosineA = nextCosineA;
      cosineB = nextCosineB;
      sineA = nextSineA;
      sineB = nextSineB;
      gammaA = nextGammaA;
      gammaB = nextGammaB;
      pA = nextPA;
      pB = nextPB;
    } else {
      const activeA = f64x2.ge(f64x2.splat(<f64>i), firstA);
      const activeB = f64x2.ge(f64x2.splat(<f64>i), firstB);
      keep(e + ENTRY, couplingA, activeA);
      keep(e + ENTRY + HALF, couplingB, activeB);
      keep(d + ENTRY, entryA, activeA);
      keep(d + ENTRY + HALF, entryB, activeB);
      cosineA = v128.bitselect(nextCosineA, cosineA, activeA);
      cosineB = v128.bitselect(nextCosineB, cosineB, activeB);
      sineA = v128.bitselect(nextSineA, sineA, activeA);
      sineB = v128.bitselect(nextSineB, sineB, activeB);
      gammaA = v128.bitselect(nextGammaA, gammaA, activeA);
      gammaB = v128.bitselect(nextGammaB, gammaB, activeB);
      pA = v128.bitselect(nextPA, pA, activeA);
      pB = v128.bitselect(nextPB, pB, activeB);
    }
    d -= ENTRY;
    e -= ENTRY;
  }
  v128.store(scratch, f64x2.mul(sineA, pA), COUPLING);
  v128.store(scratch, f64x2.mul(sineB, pB), COUPLING + HALF);
  v128.store(scratch, f64x2.add(shiftA, gammaA), ENTRY_LEFT);
  v128.store(scratch, f64x2.add(shiftB, gammaB), ENTRY_LEFT + HALF);
}

// Replaces diagonal by the eigenvalues, in no order, to eps times the largest entry. Returns the number of sweeps, or -1 when a lane does not converge.
export function eigenvaluesOfFour(n: i32, diagonal: usize, beside: usize, scratch: usize, eps: f64): i32 {
  prepare(n, diagonal, beside, scratch, eps * eps);
  for (let sweeps = 1; sweeps <= 40 * n; sweeps++) {
    let lowest = n;
    let highest = 0;
    for (let lane: usize = 0; lane < LANES; lane++) {
      const first = aim(n, diagonal, beside, scratch, lane, eps * eps);
      lowest = min(lowest, first);
      highest = max(highest, first);
    }
    if (lowest >= n - 1) return sweeps;
    sweep(n, lowest, highest, diagonal, beside, scratch);
    for (let lane: usize = 0; lane < LANES; lane++) settle(n, diagonal, beside, scratch, lane);
  }
  return -1;
}
