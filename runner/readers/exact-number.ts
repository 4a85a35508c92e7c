import { RunError } from '../../src/node/run-error.ts';

/**
 * A 64-bit integer as a number.
 * @param name what messages call the file
 * @throws RunError when it is one of those that float64 cannot hold
 */
export function exactNumber(value: bigint, name: string): number {
  const number = Number(value);
  if (BigInt(number) === value) return number;
  throw new RunError(`${name} holds ${value}, beyond 2^53, which float64 cannot hold exactly`, {
    hint: 'subtract an offset, or save it as float64 where rounding does no harm; labels may be such numbers',
  });
}

/** The value of 16 bits, IEEE 754 binary16. */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
