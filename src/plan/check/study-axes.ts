import type { Json } from '../json.ts';

/** Conditions on axes of the matrix, as `where.settings` has them: values by the axis. */
export type AxisConditions = Readonly<Record<string, Json>>;

/** The axes of the matrix, as claims and reports name them. */
export interface StudyAxes {
  /** Whether the whole matrix could be read; where not, an axis that is missing here is no news. */
  readonly complete: boolean;
  /** Paths, and as much of their ends as tells them apart, to the paths. */
  readonly names: ReadonlyMap<string, string>;
  /** What the tables hold in the column of each axis, by its path; of the seed too where the matrix does not vary it. */
  readonly values: ReadonlyMap<string, readonly Json[]>;
  /** Whether the trial at these places meets conditions; those on axes that there are not are left out. */
  meets(conditions: AxisConditions, places: readonly number[]): boolean;
  /** The values that an axis has in the trials that meet conditions. */
  valuesWith(path: string, conditions: AxisConditions): readonly Json[];
}
