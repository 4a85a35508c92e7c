// Products of a large symmetric matrix and of vectors with vectors, four of them at a time. A panel has four vectors place by place.

import { addProducts } from './distances';

export const BAND: i32 = 32;
const GROUPS: i32 = BAND / 4;
// Columns of the matrix that are multiplied at a time.
const CHUNK: i32 = 256;
// One place of four vectors, and a tile of 4 x 4 of their products.
const PLACE: usize = 32;
const SQUARE: usize = 128;
export const ROW: usize = BAND * 8;
// Eight rows of the matrix, CHUNK places of them.
export const CHUNKS: usize = 2 * (<usize>CHUNK) * PLACE;

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

export function packVectors(from: usize, stride: usize, count: i32, to: usize): void {
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

// The product of rows first .. end - 1 of the leading block, `first` a multiple of 8, and each of the vectors in `panels`: their places in rows of `to`.
export function multiplyRows(
  matrix: usize, stride: usize, count: i32, panels: usize, chunks: usize, tiles: usize, to: usize, first: i32, end: i32,
): void {
  const eights = (end + 7) >> 3;
  const own = tiles + (<usize>((first >> 3) * 2 * GROUPS)) * SQUARE;
  memory.fill(own, 0, (<usize>((eights - (first >> 3)) * 2 * GROUPS)) * SQUARE);
  for (let from = 0; from < count; from += CHUNK) {
    const width = min(CHUNK, count - from);
    const length = (<usize>width) * PLACE;
    let tile = own;
    for (let eight = first >> 3; eight < eights; eight++) {
      packRows(matrix, stride, 8 * eight, from, width, chunks);
      for (let half: usize = 0; half < 2; half++) {
        const left = chunks + half * CHUNK * PLACE;
        for (let group = 0; group < GROUPS; group++) {
          addProducts(left, panels + (<usize>(group * count + from)) * PLACE, length, tile);
          tile += SQUARE;
        }
      }
    }
  }
  let tile = own;
  for (let four = first >> 2; four < 2 * eights; four++) {
    for (let p = 0; p < BAND; p++) {
      const place = to + (<usize>p) * stride + (<usize>(4 * four)) * 8;
      v128.store(place, v128.load(tile));
      v128.store(place, v128.load(tile, 16), 16);
      tile += 32;
    }
  }
}

// All products of the vectors of two lists of panels: entry [p][q] of `to`.
export function multiplyVectors(a: usize, b: usize, count: i32, tile: usize, to: usize): void {
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
