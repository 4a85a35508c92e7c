import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/plan/json.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import type { FileRecord } from '../contract/dataset.ts';
import type { ResultClass } from './result-class.ts';

/** Key of a stage's kept result: the stage, the numeric class, and the data as it is on this machine. */
export function resultKey(
  stage: Pick<StagePlan, 'key'>,
  numericClass: ResultClass | JsonObject,
  files: readonly FileRecord[],
): string {
  const { engine, version, device, threads, kernels } = numericClass;
  const parts = [stage.key, engine, version, device, threads, kernels, ...files.map((file) => file.md5)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
