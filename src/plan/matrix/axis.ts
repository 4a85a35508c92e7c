import type { Origin } from '../../diagnostic/diagnostic.ts';
import type { PathStep } from '../../document/path.ts';
import type { LocatedNode } from '../../document/tree.ts';
import type { NodeFamily } from '../../node/declare.ts';
import type { Json } from '../json.ts';

/** One setting that a value of an axis changes. */
export interface AxisChange {
  /** Dotted path, or `seed`. */
  readonly path: string;
  readonly steps: readonly PathStep[];
  /** What is put there; null removes what is there. */
  readonly node: LocatedNode | null;
  /** Family and name of the entry that it changes; null for the seed. */
  readonly entry: EntryName | null;
  /** Where the path is written. */
  readonly key: Origin;
}

export interface EntryName {
  readonly family: NodeFamily;
  readonly name: string;
}

/** One value of an axis: what tables hold in its columns, and what it changes. */
export interface AxisValue {
  /** One a column: the value of a setting, or the name of a variant. */
  readonly cells: readonly Json[];
  readonly changes: readonly AxisChange[];
  readonly origin: Origin;
}

/** One axis of the matrix: a setting with its values, named variants, or settings that go in step. */
export interface StudyAxis {
  /** Its path or its name; of settings that go in step, each path. */
  readonly columns: readonly string[];
  readonly key: Origin;
  readonly values: readonly AxisValue[];
  /** Its first values that stand in the product; the others are in `include` only. */
  readonly inProduct: number;
  /** Only of the folders of recorded models: each value is a training, and changes the seed and the folder of each model. */
  readonly recorded?: true;
}

/** A trial's place on each axis. */
export type Point = readonly number[];

/** Place of an axis that leaves the study as it is: in a trial of `include` that does not name it. */
export const unchanged = -1;

/** Whether an axis can change the seed. */
export function variesSeed(axis: StudyAxis): boolean {
  return axis.values.some(({ changes }) => changes.some(({ entry }) => entry === null));
}
