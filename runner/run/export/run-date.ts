import type { JsonObject } from '../../../src/plan/plan.ts';

/** When a run ended, after its lock.json; the beginning of 1970 where it does not say. Files made of a run have this date, so that they are the same each time. */
export function runDate({ finished }: JsonObject): Date {
  const date = new Date(typeof finished === 'string' ? finished : 0);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
