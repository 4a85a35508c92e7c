import { suggestName } from '../diagnostic/nearest.ts';
import { RunError } from '../node/run-error.ts';
import type { Json, JsonObject } from '../plan/json.ts';

/** What is wrong with a file of captures, and what to do. */
export type Fault = (why: string, hint?: string) => RunError;

/** Makes the errors of a file. */
export function faultsOf(name: string): Fault {
  return (why, hint = 'write it as the package in python/ does, or record again') =>
    new RunError(`${name}: ${why}`, { hint });
}

/** @param where the part of the file, with a blank behind it; empty for the whole */
export function requireKeys(value: JsonObject, known: readonly string[], where: string, fault: Fault): void {
  for (const key of Object.keys(value))
    if (!known.includes(key))
      throw fault(`${where}there is no key \`${key}\``, suggestName(key, known, 'keys'));
}

/** Whether a value is a whole number from 0 on. */
export function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
