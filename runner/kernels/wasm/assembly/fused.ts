// Products that are added: one operation with one rounding in the build with relaxed SIMD (kernels-fma.wasm), two
// operations in the plain one.

// c + a b
@inline
export function plus(c: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(c, f64x2.mul(a, b));
}

// c - a b
@inline
export function minus(c: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c);
  return f64x2.sub(c, f64x2.mul(a, b));
}

// x^2 less its rounded value: 0 where products are rounded before they are added.
export function lostInProduct(x: f64): f64 {
  return f64x2.extract_lane(plus(f64x2.splat(-(x * x)), f64x2.splat(x), f64x2.splat(x)), 0);
}
