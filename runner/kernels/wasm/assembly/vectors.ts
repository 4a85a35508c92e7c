// Vectors of f64, one number after another.

import { plus } from './fused';

@inline
export function sum(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

export function dot(a: usize, b: usize, count: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    even = plus<f64>(even, v128.load(a), v128.load(b));
    odd = plus<f64>(odd, v128.load(a, 16), v128.load(b, 16));
    a += 32;
    b += 32;
  }
  let total = sum(f64x2.add(even, odd));
  for (; i < count; i++) {
    total += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return total;
}

// to += s a
export function add(to: usize, s: f64, a: usize, count: i32): void {
  const factor = f64x2.splat(s);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    v128.store(to, plus<f64>(v128.load(to), factor, v128.load(a)));
    to += 16;
    a += 16;
  }
  if (i < count) store<f64>(to, load<f64>(to) + s * load<f64>(a));
}

// to += s a + t b
export function addTwo(to: usize, s: f64, a: usize, t: f64, b: usize, count: i32): void {
  const first = f64x2.splat(s);
  const second = f64x2.splat(t);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    v128.store(to, plus<f64>(plus<f64>(v128.load(to), first, v128.load(a)), second, v128.load(b)));
    to += 16;
    a += 16;
    b += 16;
  }
  if (i < count) store<f64>(to, load<f64>(to) + s * load<f64>(a) + t * load<f64>(b));
}

// to *= s
export function scale(to: usize, s: f64, count: i32): void {
  for (let i = 0; i < count; i++) store<f64>(to + (<usize>i) * 8, load<f64>(to + (<usize>i) * 8) * s);
}

// Makes the reflection I - beta v v' that leaves of the `count` numbers at `from` the last or the first one only: v into `v`, 1 at the
// place `kept` that is left. What is left there goes to `from`, the others are not changed. Returns beta, 0 (and v = 0) where there is nothing to clear.
export function makeReflection(from: usize, count: i32, kept: i32, v: usize): f64 {
  const own = (<usize>kept) * 8;
  const pivot = load<f64>(from + own);
  const tail = kept === 0 ? dot(from + 8, from + 8, count - 1) : dot(from, from, count - 1);
  const squares = tail + pivot * pivot;
  if (!(squares > 1e-60) || tail === 0) {
    memory.fill(v, 0, (<usize>count) * 8);
    return 0;
  }
  const length = pivot < 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  const head = pivot + length;
  const inverse = 1 / head;
  for (let i = 0; i < count; i++) store<f64>(v + (<usize>i) * 8, load<f64>(from + (<usize>i) * 8) * inverse);
  store<f64>(v + own, 1);
  store<f64>(from + own, -length);
  return (2 * head * head) / (tail + head * head);
}
