import type { Recording } from '../../src/captures/open-recordings.ts';
import type { Dataset, FileRecord } from './dataset.ts';

/** What a stage reads: the samples that a network is trained on, or captures that another program recorded. */
export type StageData = Dataset | RecordedData;

export interface RecordedData {
  readonly recording: Recording;
  /** All files that the stage reads. */
  readonly files: readonly FileRecord[];
  readonly sums: RecordedSums;
}

/** MD5 sums of what parts of a recorded stage are made from. */
export interface RecordedSums {
  /** Of its curve. */
  readonly training: readonly string[];
  /** Of the files that a probe looks into, by the probe's capture key. */
  readonly captures: Readonly<Record<string, readonly string[]>>;
}
