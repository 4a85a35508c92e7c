import type { Readable, ReadableCurve } from '../resolve/readable.ts';
import type { Holder } from './conditions.ts';
import type { StudyAxes } from './study-axes.ts';

/** What a claim or report reads in a trial. */
export interface Reads {
  /** Null for those that are wrong themselves. */
  readonly estimators: readonly (Readable | null)[];
  /** Models whose training is read. */
  readonly curves: readonly ReadableCurve[];
  readonly axes: StudyAxes;
  /** Whether the trial is one of those that the conditions on axes leave. */
  readonly meets: Readonly<Record<Holder, boolean>>;
}
