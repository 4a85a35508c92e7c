import type { EntropyMethod } from './entropy-term.ts';

/** What each way to a spectrum promises of an entropy, in bits; the others leave round-off. */
export const promised: Readonly<Record<string, number>> = { 'spectrum-f32': 2e-5, 'rational-f64': 1e-7 };

/** Round-off of an entropy from all eigenvalues in float64, bits. */
const roundOff = 1e-9;

/** How far an entropy that was had by a method may be off, in bits; of random vectors its standard error comes to it. */
export function promisedError(method: EntropyMethod): number {
  return promised[method] ?? roundOff;
}
