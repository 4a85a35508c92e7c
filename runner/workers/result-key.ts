import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/plan/json.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import type { Comparison } from '../../src/plan/stage-estimates.ts';
import type { FileRecord } from '../contract/dataset.ts';
import type { RecordedSums } from '../contract/stage-data.ts';
import type { ResultClass } from './result-class.ts';

/** Gives the keys in the store of what the plan has under a key, for the data as it is on this machine. */
export interface ResultKeys {
  /** In the numeric class of the engine. */
  training(key: string): string;
  /** As that of a training. */
  capture(key: string): string;
  /** In the numeric class of the engine and of the kernels. */
  estimate(key: string): string;
}

/** What the results of a stage are made from. */
export interface ResultSources {
  readonly files: readonly FileRecord[];
  /** Of a recording: sums of what its parts are made from. */
  readonly sums?: RecordedSums;
}

/**
 * The keys of a stage's results. Those of a recorded training carry no engine, and each the files that it was made from: a probe
 * that is added changes no key of another one.
 */
export function stageKeys(
  stage: Pick<StagePlan, 'probes' | 'branches'>,
  numericClass: ResultClass | JsonObject,
  { files, sums }: ResultSources,
): ResultKeys {
  if (!sums) return resultKeys(numericClass, files);
  const { kernels } = numericClass;
  const probeOf = new Map(
    stage.branches.flatMap(({ estimators }) =>
      estimators.map(({ key, probe }) => [key, stage.probes[probe]!.key] as const),
    ),
  );
  const sumsOf = (probe: string | undefined) => sums.captures[probe ?? ''] ?? [];
  return {
    training: (key) => hashed([key, 'recorded', ...sums.training]),
    capture: (key) => hashed([key, 'recorded', ...sumsOf(key)]),
    estimate: (key) => hashed([key, 'recorded', kernels, ...sumsOf(probeOf.get(key))]),
  };
}

/** @param files the data of the training, with their sums */
export function resultKeys(numericClass: ResultClass | JsonObject, files: readonly FileRecord[]): ResultKeys {
  const { engine, version, device, threads, kernels } = numericClass;
  const sums = files.map((file) => file.md5);
  const trained = (key: string) => hashed([key, engine, version, device, threads, ...sums]);
  return {
    training: trained,
    capture: trained,
    estimate: (key) => hashed([keptForm, key, engine, version, device, threads, kernels, ...sums]),
  };
}

/**
 * Key in the store of an estimate that reads captures of two trainings: of that of its own stage, and of the other captures.
 * @param own keys of its stage @param other keys of the other one
 */
export function comparisonKey(
  own: ResultKeys,
  other: ResultKeys,
  { key, other: { capture } }: Pick<Comparison, 'key' | 'other'>,
): string {
  return hashed([own.estimate(key), other.capture(capture)]);
}

/** What the lease on some comparisons goes by. */
export function comparisonsLease(keys: readonly string[]): string {
  return hashed(['comparisons', ...keys]);
}

/** How rows are kept: those of another form are not found. */
const keptForm = 'columns';

function hashed(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
