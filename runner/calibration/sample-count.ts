import { RunError } from '../../src/node/run-error.ts';

/** Samples of the cases of a study without rows. */
const unknown = 128;

/** How many samples the cases of a kind of estimator have. */
export interface SampleLimits {
  readonly fewest: number;
  /** The most, unless the settings ask for more. */
  readonly most: number;
  /** The most whatever the settings ask for, so that a report is made in seconds. */
  readonly limit: number;
}

/**
 * How many samples known cases have: as many as the study's rows, within limits. An estimator that looks at k neighbours has
 * at least k + 1, and twice as many as k where the study has them, so that what it does is much what it does in the study.
 *
 * @param samples behind the study's rows; null without a row
 * @param neighbours k; 0 for an estimator that looks at all samples
 * @throws RunError when so many neighbours ask for more than the limit
 */
export function sampleCount(samples: number | null, neighbours: number, limits: SampleLimits): number {
  const { fewest, most, limit } = limits;
  if (neighbours >= limit) {
    throw new RunError(
      `${neighbours} neighbours need more than ${neighbours} samples, and a case has at most ${limit}`,
    );
  }
  const wanted = samples ?? Math.max(unknown, 2 * neighbours);
  const upper = Math.min(limit, Math.max(most, 2 * neighbours));
  return Math.max(fewest, neighbours + 1, Math.min(wanted, upper));
}
