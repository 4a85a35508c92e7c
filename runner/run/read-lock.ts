import { join } from 'node:path';
import { readRegularFile } from '../../src/node/read-regular-file.ts';
import { RunError } from '../../src/node/run-error.ts';
import { isJsonObject, type Json } from '../../src/plan/json.ts';
import type { JsonObject } from '../../src/plan/plan.ts';

/** What is relied on of a run's lock.json. */
export interface Lock {
  /** Everything in the file. */
  readonly all: JsonObject;
  readonly numericClass: Readonly<Record<string, string | number>>;
  readonly tolerance: { readonly value: number; readonly loss: number; readonly accuracy: number };
  /** Keys of the stages, with the key of the result in the store where there is one. */
  readonly stages: readonly { readonly key: string; readonly result: string | null }[];
}

/**
 * Reads the lock.json of a run that has ended.
 * @throws RunError when there is none, or it is not what a run writes
 */
export async function readLock(folder: string): Promise<Lock> {
  const path = join(folder, 'lock.json');
  const lock = readAs(textOf(path));
  if (lock) return lock;
  throw new RunError(`${path} is not what this version of infoplane writes`, {
    hint: 'it is damaged or of another version; run the study again, which reuses what is kept',
  });
}

function textOf(path: string): string {
  try {
    return readRegularFile(path).toString('utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new RunError(`${path} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}`, {
      hint: 'name the folder of a run that has ended, such as runs/quickstart/latest',
      exitCode: 2,
      cause,
    });
  }
}

function readAs(text: string): Lock | null {
  let all: Json;
  try {
    all = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isJsonObject(all) || all.format !== 1) return null;
  const { numericClass, tolerance, stages } = all;
  if (!isJsonObject(tolerance) || !isClass(numericClass)) return null;
  if (!Array.isArray(stages) || !stages.every(isStage)) return null;
  const { value, loss, accuracy } = tolerance;
  if (typeof value !== 'number' || typeof loss !== 'number' || typeof accuracy !== 'number') return null;
  return { all, numericClass, tolerance: { value, loss, accuracy }, stages };
}

function isClass(value: Json | undefined): value is Record<string, string | number> {
  return (
    isJsonObject(value) && Object.values(value).every((one) => ['string', 'number'].includes(typeof one))
  );
}

function isStage(value: Json): value is Lock['stages'][number] {
  if (!isJsonObject(value) || typeof value.key !== 'string') return false;
  const { result } = value;
  return result === null || (typeof result === 'string' && /^[0-9a-f]{64}$/.test(result));
}
