import { expect } from 'vitest';
import { roughCluster } from '../../bench/leases/rough-cluster.ts';
import { simulateLeases } from '../../bench/leases/simulate-leases.ts';

/** A way in which a file system is away, in seconds: how long, how often, and the share of answers that are slow besides. */
export type Outage = readonly [name: string, outage: number, outageEvery: number, slowAnswers: number];

export const outages: readonly Outage[] = [
  ['at once', 100, 260, 0],
  ['with slow and reordered answers', 100, 260, 0.01],
  ['for long', 400, 700, 0.001],
];

/**
 * Simulates a cluster whose workers live, and whose file system is away time and again: nothing is taken from anybody, and nothing fails.
 * @returns how often it was away
 */
export async function checkOutages(
  [, outage, outageEvery, slowAnswers]: Outage,
  seed: number,
): Promise<number> {
  const size = { stages: 60, workers: 40, length: 300, deaths: 0, deadly: 0 };
  const luck = { standstills: 0, stops: 0, cuts: 0, outage, outageEvery, slowAnswers };
  const outcome = await simulateLeases({ ...roughCluster, ...size, ...luck, seed });
  const told = `seed ${seed}: ${JSON.stringify({ ...outcome, files: undefined })}`;
  expect(outcome.seconds, told).toBeGreaterThan(outageEvery);
  expect(outcome, told).toMatchObject({ results: 60, lost: 0, failed: 0, taken: 0, repeated: 0 });
  return Math.floor(outcome.seconds / outageEvery);
}

/**
 * Simulates a cluster whose workers are stopped for minutes and wake: at most one saves beside the next owner.
 * @returns how often a lease was taken, and how often somebody saved beside the next owner
 */
export async function checkStops(seed: number): Promise<{ readonly taken: number; readonly strays: number }> {
  const size = { stages: 40, workers: 60, length: 200, deaths: 0, deadly: 0 };
  const luck = { standstills: 1, stops: 1e-3, cuts: 0 };
  const outcome = await simulateLeases({ ...roughCluster, ...size, ...luck, seed });
  const told = `seed ${seed}: ${JSON.stringify({ ...outcome, files: undefined })}`;
  expect(outcome.taken, told).toBeGreaterThan(20);
  // stopped between its look and its write, which no look can see
  expect(outcome.strays, told).toBeLessThanOrEqual(1);
  expect(outcome, told).toMatchObject({ results: 40, wrong: 0, lost: 0, failed: 0 });
  return outcome;
}
