import type { Capture } from './capture.ts';

/** Captures that were kept while trainings ran. */
export interface KeptCaptures {
  /**
   * The captures of a probe, in the order of its rows from the first one; null where they are not kept.
   * @param key in the store
   */
  open(key: string): Promise<AsyncIterable<Capture> | null>;
}

/** What reading kept captures ends with when they are damaged or were removed meanwhile: who reads them has to do without. */
export class CapturesLost extends Error {}
