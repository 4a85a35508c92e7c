/** A number as JSON keeps it: absent (null) when it is not finite, and without the sign of zero. */
export function keptNumber(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}
