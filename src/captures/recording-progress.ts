import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { type Fault, isCount } from './capture-fault.ts';

/** How far a recording has come, as captures.json says it beside what all rows have alike. */
export interface RecordingProgress {
  /** Updates of the whole training as they were planned; null where it is not said. */
  readonly iterations: number | null;
  /** Whether the training has ended; null where the recorder does not say so. */
  readonly ended: boolean | null;
  /** By samples: iterations of rows that were left out since their numbers were not finite. */
  readonly skipped: ReadonlyMap<string, readonly number[]>;
}

/** @throws RunError for the first of them that is wrong */
export function progressOf(header: JsonObject, fault: Fault): RecordingProgress {
  const { iterations = null, ended = null, skipped } = header;
  if (iterations !== null && !isCount(iterations)) throw fault('`iterations` is no whole number');
  if (ended !== null && typeof ended !== 'boolean') throw fault('`ended` is no truth value');
  return { iterations, ended, skipped: skippedOf(skipped, fault) };
}

function skippedOf(value: Json | undefined, fault: Fault): ReadonlyMap<string, readonly number[]> {
  if (value === undefined) return new Map();
  if (!isJsonObject(value)) throw fault('`skipped` is no map of iterations by samples');
  return new Map(
    Object.entries(value).map(([name, rows]) => {
      if (!Array.isArray(rows) || !rows.every(isCount))
        throw fault(`\`skipped\`: ${name} has no list of whole numbers`);
      return [name, rows.map(Number)];
    }),
  );
}
