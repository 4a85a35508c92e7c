import type { JsonObject } from '../json.ts';
import type { ResolvedTrial } from '../resolve/resolved.ts';

/** A trial with what it resolves to. */
export interface Trial {
  readonly id: string;
  readonly seed: number;
  readonly settings: JsonObject;
  /** Its setting on each axis, such as `alpha=2`; empty where it leaves the study as it is. */
  readonly labels: readonly string[];
  /** Place of the axis that varies the seed, or -1. */
  readonly seedAxis: number;
  readonly resolved: ResolvedTrial;
}
