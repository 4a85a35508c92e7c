/** A training that another program recorded, as far as its folder's captures.json and rows.jsonl tell. */
export interface RecordedPlan {
  /** Folder of the captures, from that of the study, or from one that INFOPLANE_CAPTURES names. */
  readonly folder: string;
  /** What recorded it, such as `torch 2.13`; null where it does not say so. */
  readonly program: string | null;
  /** Whether rows have error signals. */
  readonly errors: boolean;
  /** File with the curve of the training, from the folder; null where there is none. */
  readonly curve: string | null;
  /** By name: the samples that rows are of, and the rows that there were when the plan was made. */
  readonly samples: Readonly<Record<string, RecordedSamples>>;
}

export interface RecordedSamples {
  readonly split: 'train' | 'test';
  /** Samples in a row. */
  readonly n: number;
  /** Iteration and epoch of each row, in order; null for an epoch that is not told. */
  readonly rows: readonly (readonly [iteration: number, epoch: number | null])[];
}
