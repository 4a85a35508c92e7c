// Reduction of a symmetric band of f64 to a tridiagonal matrix: each column is cleared by a short reflection, and what that pushes out of
// the band is chased down along it, its first column at a time (Lang 1993: the second of two stages).
//
// The band lies column by column, 2 BAND entries from the diagonal downwards. Entries of one row are 2 BAND - 1 places apart, so that
// blocks of it are matrices.

import { BAND } from './block-product';
import { plus } from './fused';
import { add, addTwo, dot, makeReflection } from './vectors';

const COLUMN: usize = 2 * BAND * 8;
const ACROSS: usize = COLUMN - 8;
const OUT: usize = 32;

// Bytes of work for n rows.
export function chaseWork(n: i32): usize {
  return <usize>(n + 2 * BAND) * COLUMN + 2 * BAND * 8;
}

// Lays out the band of a matrix that has nothing else.
export function takeBand(n: i32, matrix: usize, band: usize): void {
  memory.fill(band, 0, <usize>(n + 2 * BAND) * COLUMN);
  for (let i = 0; i < n; i++) {
    const row = matrix + (<usize>i) * (<usize>n) * 8;
    for (let j = max(0, i - BAND); j <= i; j++) {
      store<f64>(band + (<usize>j) * ACROSS + (<usize>i) * 8, load<f64>(row + (<usize>j) * 8));
    }
  }
}

// Applies the reflection to `columns` columns of as many rows as v has: from the left.
@inline
function applyLeft(block: usize, columns: i32, v: usize, rows: i32, beta: f64): void {
  for (let c = 0; c < columns; c++) {
    add(block, -beta * dot(block, v, rows), v, rows);
    block += ACROSS;
  }
}

// Applies the reflection to as many columns as v has, of `rows` rows each: from the right. `t` has room for a number a row.
@inline
function applyRight(block: usize, rows: i32, v: usize, columns: i32, beta: f64, t: usize): void {
  memory.fill(t, 0, (<usize>rows) * 8);
  let column = block;
  let c = 0;
  for (; c + 2 <= columns; c += 2) {
    const at = v + (<usize>c) * 8;
    addTwo(t, load<f64>(at), column, load<f64>(at, 8), column + ACROSS, rows);
    column += 2 * ACROSS;
  }
  if (c < columns) add(t, load<f64>(v + (<usize>c) * 8), column, rows);
  for (c = 0; c < columns; c++) {
    add(block, -beta * load<f64>(v + (<usize>c) * 8), t, rows);
    block += ACROSS;
  }
}

// Applies the reflection from both sides to the block on the diagonal that it is as long as. `w` has room for a number a row.
@inline
function applyBoth(block: usize, v: usize, count: i32, beta: f64, w: usize): void {
  memory.fill(w, 0, (<usize>count) * 8);
  let column = block;
  for (let c = 0; c < count; c++) {
    const own = (<usize>c) * 8;
    const vc = load<f64>(v + own);
    const below = count - 1 - c;
    const total = dot(column + 8, v + own + 8, below);
    store<f64>(w + own, load<f64>(w + own) + load<f64>(column) * vc + total);
    add(w + own + 8, vc, column + 8, below);
    column += COLUMN;
  }
  const half = 0.5 * beta * beta * dot(w, v, count);
  for (let c = 0; c < count; c++) {
    const own = (<usize>c) * 8;
    store<f64>(w + own, beta * load<f64>(w + own) - half * load<f64>(v + own));
  }
  for (let c = 0; c < count; c++) {
    const own = (<usize>c) * 8;
    addTwo(block, -load<f64>(w + own), v + own, -load<f64>(v + own), w + own, count - c);
    block += COLUMN;
  }
}

// Clears columns first .. end - 1 of the band, which are behind each other. Columns shorter than 1e-30 count as zero.
export function chaseColumns(n: i32, band: usize, first: i32, end: i32): void {
  const v = band + <usize>(n + 2 * BAND) * COLUMN;
  const t = v + BAND * 8;
  for (let j = first; j < min(end, n - 2); j++) {
    let from = j;
    let top = j + 1;
    let count = min(BAND, n - top);
    while (count > 1) {
      const block = band + (<usize>from) * ACROSS + (<usize>top) * 8;
      const beta = makeReflection(block, count, 0, v);
      const rows = min(BAND, n - top - count);
      if (beta !== 0) {
        memory.fill(block + 8, 0, (<usize>(count - 1)) * 8);
        applyLeft(block + ACROSS, top - from - 1, v, count, beta);
        const corner = band + (<usize>top) * COLUMN;
        applyBoth(corner, v, count, beta, t);
        if (rows > 0) applyRight(corner + (<usize>count) * 8, rows, v, count, beta, t);
      }
      from = top;
      top += count;
      count = rows;
    }
  }
}

// What is left of the band. diagonal and beside: n entries, 32 bytes from one to the next; beside[i] couples i and i + 1.
export function takeTridiagonal(n: i32, band: usize, diagonal: usize, beside: usize): void {
  for (let i = 0; i < n; i++) {
    store<f64>(diagonal + (<usize>i) * OUT, load<f64>(band + (<usize>i) * COLUMN));
    if (i + 1 < n) store<f64>(beside + (<usize>i) * OUT, load<f64>(band + (<usize>i) * COLUMN + 8));
  }
}
