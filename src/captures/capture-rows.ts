import { suggestName } from '../diagnostic/nearest.ts';
import { isJsonObject, type Json } from '../plan/json.ts';
import { type Fault, faultsOf, isCount, requireKeys } from './capture-fault.ts';
import { arrayFile, type CapturesHeader, sumOf } from './captures-header.ts';

/** A line of rows.jsonl: the weights after `iteration` updates, seen on one of the folder's samples. */
export interface RecordedRow {
  readonly samples: string;
  readonly iteration: number;
  /** Null where it is not told. */
  readonly epoch: number | null;
  /** From the folder. */
  readonly file: string;
  readonly sha256: string | null;
}

export interface RecordedRows {
  readonly rows: readonly RecordedRow[];
  /** Whether the last line is cut off, as that of a writer that was killed or is at work. */
  readonly cut: boolean;
}

/**
 * Reads rows.jsonl. A cut last line is left out.
 * @param name what messages call the file
 * @throws RunError for the first line that is wrong: of samples that there are not, or not after the line before of the same
 */
export function readCaptureRows(
  text: string,
  { samples }: Pick<CapturesHeader, 'samples'>,
  name: string,
): RecordedRows {
  const lines = text.split('\n');
  const last = lines.pop()!;
  const whole = last === '' || jsonOf(last) === null ? lines : [...lines, last];
  const latest = new Map<string, number>();
  const rows = whole.map((line, index) => {
    const fault = faultsOf(`${name}, line ${index + 1}`);
    const row = rowOf(line, fault);
    if (!samples.has(row.samples))
      throw fault(
        `there are no samples \`${row.samples}\``,
        suggestName(row.samples, [...samples.keys()], 'samples'),
      );
    if (row.iteration <= (latest.get(row.samples) ?? -1))
      throw fault(`iteration ${row.iteration} comes after ${latest.get(row.samples)}`);
    latest.set(row.samples, row.iteration);
    return row;
  });
  return { rows, cut: last !== '' && whole === lines };
}

function rowOf(line: string, fault: Fault): RecordedRow {
  const value = jsonOf(line);
  if (!isJsonObject(value ?? undefined)) throw fault('it is no JSON object');
  const row = value as Extract<Json, { readonly [key: string]: Json }>;
  requireKeys(row, ['samples', 'iteration', 'epoch', 'file', 'sha256'], '', fault);
  const { samples, iteration, epoch = null, file } = row;
  if (typeof samples !== 'string') throw fault('`samples` is no name');
  if (!isCount(iteration)) throw fault('`iteration` is no whole number');
  if (epoch !== null && !(typeof epoch === 'number' && epoch >= 0))
    throw fault('`epoch` is no number from 0');
  return {
    samples,
    iteration,
    epoch,
    file: arrayFile(file, '', fault),
    sha256: sumOf(row.sha256, '', fault),
  };
}

/** Null for a text that is no JSON. */
function jsonOf(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
