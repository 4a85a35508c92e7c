import type { EstimatorSubject } from '../../src/node/estimator-check.ts';
import type { Capture } from '../contract/capture.ts';
import type { KernelSamples } from '../contract/numerics.ts';
import { wholeInput } from './shannon-row.ts';

/** What rows about a Y that is real-valued say of it in the column `bandwidth`. */
export const realTargets = 'real-valued Y';

/** Y as one vector a sample where it is real-valued; null where it is a class. */
export function wholeTargets({ targets, samples: n }: Capture): KernelSamples | null {
  return targets ? { values: targets, n, d: targets.length / n } : null;
}

/** Whether a quantity compares two variables, each by matrices of its own: X and T, or T and a Y that is real-valued. */
export function comparesTwo(quantity: string, { from }: EstimatorSubject): boolean {
  return !quantity.includes('Y') || from?.classes === false;
}

/** A variable beside T that is compared as T is. */
export interface Beside {
  readonly name: 'X' | 'Y';
  readonly samples: KernelSamples;
}

/** What a quantity compares T with: X, or a Y that is real-valued; null where it is classes. */
export function besideLayers(capture: Capture, quantity: string): Beside | null {
  if (!quantity.includes('Y')) return { name: 'X', samples: wholeInput(capture) };
  const targets = wholeTargets(capture);
  return targets && { name: 'Y', samples: targets };
}
