// Products that are added: one operation with one rounding in the build with relaxed SIMD (kernels-fma.wasm), two
// operations in the plain one. T is what lies in the lanes: two f64 or four f32.

// c + a b
@inline
export function plus<T>(c: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(c, v128.mul<T>(a, b));
}

// c - a b
@inline
export function minus<T>(c: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<T>(a, b, c);
  return v128.sub<T>(c, v128.mul<T>(a, b));
}

// x^2 less its rounded value: 0 where products are rounded before they are added.
export function lostInProduct(x: f64): f64 {
  return f64x2.extract_lane(plus<f64>(f64x2.splat(-(x * x)), f64x2.splat(x), f64x2.splat(x)), 0);
}
