import type { Shape, TokenSplit } from './plan.ts';

/**
 * Variables of a layer's output, and the numbers in each: feature maps `[channels, height, width]`, one of a vector. Of tokens
 * `[positions, features]` as `split` says; without it they are one variable.
 */
export function featureMaps(shape: Shape, split?: TokenSplit): { channels: number; features: number } {
  const [first = 1, second, third] = shape;
  if (isTokens(shape)) {
    if (split === 'tokens') return { channels: first, features: second! };
    return { channels: 1, features: split === undefined ? first * second! : second! };
  }
  return second === undefined || third === undefined
    ? { channels: 1, features: first }
    : { channels: first, features: second * third };
}

/** Whether a layer gives token positions with features, so that a probe has to say what becomes of them. */
export function isTokens(shape: Shape): boolean {
  return shape.length === 2;
}
