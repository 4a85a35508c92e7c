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
  /** Where the training had not ended when the plan was made: its last row, and the updates that it was to have; else left out. */
  readonly unfinished?: { readonly iteration: number | null; readonly of: number | null };
  /** By samples: iterations of rows that the recorder left out since their numbers were not finite; left out where there are none. */
  readonly skipped?: Readonly<Record<string, readonly number[]>>;
  /** By samples: files that were not there when the plan was made; left out where all were. */
  readonly missing?: Readonly<Record<string, readonly MissingFile[]>>;
}

/** A file that a recording names and that is not there. */
export interface MissingFile {
  /** From the folder. */
  readonly file: string;
  /** Of its row; null for what all rows of the samples have in common. */
  readonly iteration: number | null;
}

export interface RecordedSamples {
  readonly split: 'train' | 'test';
  /** Samples in a row. */
  readonly n: number;
  /** Iteration and epoch of each row, in order; null for an epoch that is not told. */
  readonly rows: readonly (readonly [iteration: number, epoch: number | null])[];
}
