import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/plan/json.ts';
import type { FileRecord } from '../contract/dataset.ts';
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

/** How rows are kept: those of another form are not found. */
const keptForm = 'columns';

function hashed(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
