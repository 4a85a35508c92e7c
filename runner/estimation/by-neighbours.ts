import type { EstimatorCheck } from '../../src/node/estimator-check.ts';
import { mostInformation } from '../kernels/shannon/ksg.ts';
import { type Null, nullProblems } from './permutation-null.ts';
import { mostByPairs, tooManyPairs } from './sample-room.ts';

/** What estimators of nearest neighbours have in common. */
interface ByNeighbours {
  readonly k: number;
  readonly quantity: string;
  readonly null?: Null;
}

/** What an information of k nearest neighbours cannot do with a subject. */
export const neighbourCheck: EstimatorCheck<ByNeighbours> = ({ k, quantity, null: given }, { samples }) => {
  const ofNull = nullProblems(given, quantity, { isInformation: true, why: '' });
  if (k < samples) return [...ofNull, ...tooManyPairs(samples, mostByPairs)];
  const message = `${k} nearest neighbours need more than ${k} samples, and there are ${samples}`;
  const hint = 'lower `k`, or take more samples: a larger batch, or a `sample` of the probe';
  return [...ofNull, { setting: ['k'], code: 'value-out-of-range', message, hint }];
};

/** Share of the greatest value that neighbours can give above which it says no more than how many samples there are. */
const saturation = 0.98;

/**
 * The alarm of an information that is as great as n samples allow.
 * @param nats I(X;T), or the mean over slices
 */
export function neighbourAlarm(quantity: string, nats: number, n: number, k: number): readonly string[] {
  return nats > saturation * mostInformation(n, k) ? [`saturated: ${quantity}`] : [];
}
