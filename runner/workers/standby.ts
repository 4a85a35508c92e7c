import { createHash } from 'node:crypto';
import { type Lease, type LeaseSettings, type Leases, openLeases } from './leases/leases.ts';

/** The place of the worker that waits. */
const place = createHash('sha256').update('standby').digest('hex');

/**
 * Where nobody replaces the workers of a run, one of those that have nothing to do waits until the others are done, in case that
 * they die.
 */
export interface Standby {
  /** Whether the caller is that worker. */
  take(): Promise<boolean>;
  /** To be kept alive with the worker's other leases. */
  readonly leases: Leases;
  /** Another worker may take the place. */
  close(): Promise<void>;
}

/** @param settings of leases in a folder of the run */
export function openStandby(settings: LeaseSettings): Standby {
  const leases = openLeases(settings);
  let held: Lease | null = null;
  return {
    leases,
    async take() {
      const acquisition = await leases.acquire(place);
      if (acquisition.kind === 'acquired') held = acquisition.lease;
      return held !== null && !held.lost.aborted;
    },
    async close() {
      await held?.release();
      await leases.close();
    },
  };
}
