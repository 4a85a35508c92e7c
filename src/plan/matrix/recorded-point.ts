import type { Recording } from '../../captures/open-recordings.ts';
import type { Origin } from '../../diagnostic/diagnostic.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import type { Json } from '../json.ts';

/** A folder of a recorded model, and where the study says it. */
export interface Found {
  readonly entry: EntrySpec;
  readonly recording: Recording;
  readonly origin: Origin;
}

/** Folders of equal settings and seed, one of each model. */
export interface RecordedPoint {
  /** Values of the settings, null for one that is not said; then the seed. */
  readonly cells: readonly Json[];
  readonly folders: readonly Found[];
}
