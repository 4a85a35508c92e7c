// Packed matrices hold the lower triangle in groups of two rows. Group g has rows 2g and 2g + 1 with the columns
// 0 .. 2g + 1, column by column, the two rows side by side; each entry is 16 bytes, one matrix a lane: two of f64 or four
// of f32. (Place (2g, 2g + 1) lies above the diagonal and is not used.)

import { plus } from './fused';

export const ENTRY: usize = 16;
export const COLUMN: usize = 32;

// Entries below this count as zero in f32: they are nothing beside its rounding, and products of them would be slow.
const FAINT: f64 = 1e-12;

@inline
export function groupStart(matrix: usize, group: i32): usize {
  return matrix + (<usize>(2 * group * (group + 1))) * ENTRY;
}

// Stores an entry of two matrices: all of it in f64, in f32 the half that `to` points to.
@inline
function place<T>(to: usize, entry: v128): void {
  if (sizeof<T>() == 8) v128.store(to, entry);
  else {
    const seen = f64x2.ge(f64x2.abs(entry), f64x2.splat(FAINT));
    v128.store64_lane(to, f32x4.demote_f64x2_zero(v128.and(entry, seen)), 0);
  }
}

@inline
function pack<T>(n: i32, first: usize, second: usize, matrix: usize, norms: usize): void {
  let trace = f64x2.splat(0);
  // two sums, as one would wait for itself
  let beside = f64x2.splat(0);
  let besides = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let i = 0; i < n; i++) {
    let from = first + (<usize>(i * n)) * 8;
    let other = second + (<usize>(i * n)) * 8;
    let to = groupStart(matrix, i >> 1) + (<usize>(i & 1)) * ENTRY;
    for (let j = 0; j + 1 < i; j += 2) {
      const two = v128.load(from);
      const others = v128.load(other);
      const entry = v128.shuffle<f64>(two, others, 0, 2);
      const next = v128.shuffle<f64>(two, others, 1, 3);
      place<T>(to, entry);
      place<T>(to + COLUMN, next);
      beside = plus<f64>(beside, entry, entry);
      besides = plus<f64>(besides, next, next);
      from += 16;
      other += 16;
      to += 2 * COLUMN;
    }
    if (i & 1) {
      const entry = f64x2.replace_lane(f64x2.splat(load<f64>(from)), 1, load<f64>(other));
      place<T>(to, entry);
      beside = plus<f64>(beside, entry, entry);
      from += 8;
      other += 8;
      to += COLUMN;
    }
    const entry = f64x2.replace_lane(f64x2.splat(load<f64>(from)), 1, load<f64>(other));
    place<T>(to, entry);
    trace = f64x2.add(trace, entry);
    squares = plus<f64>(squares, entry, entry);
  }
  v128.store(norms, trace);
  beside = f64x2.add(beside, besides);
  v128.store(norms, f64x2.add(squares, f64x2.add(beside, beside)), 16);
}

// Interleaves the lower triangles of two row-major n x n matrices of f64 into the packed form. norms: 32 bytes for the
// traces and the squared Frobenius norms of both.
export function packPair(n: i32, first: usize, second: usize, matrix: usize, norms: usize): void {
  pack<f64>(n, first, second, matrix, norms);
}

// The same into two of the four lanes of f32, from lane 2 half; norms are those of the f64 matrices.
export function packHalf(n: i32, first: usize, second: usize, matrix: usize, half: i32, norms: usize): void {
  pack<f32>(n, first, second, matrix + (<usize>half) * 8, norms);
}
