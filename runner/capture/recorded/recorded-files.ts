import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { RecordedRow } from '../../../src/captures/capture-rows.ts';
import type { Recording } from '../../../src/captures/open-recordings.ts';
import { fileFailure } from '../../../src/node/machine-failure.ts';
import { RunError } from '../../../src/node/run-error.ts';
import type { ProbePlan } from '../../../src/plan/plan.ts';
import { rowTest } from '../../../src/plan/schedule.ts';
import type { FileRecord } from '../../contract/dataset.ts';

/** A file of a recording, and the sum that the recorder told. */
export interface RecordedFile {
  /** From the folder. */
  readonly file: string;
  /** What it is of, as messages say it behind its name. */
  readonly of: string;
  readonly sha256: string | null;
}

/**
 * The rows of a recording that a probe looks at, in order.
 * @throws RunError when one is no longer there that was planned
 */
export function rowsOfProbe({ rows, folder }: Recording, probe: ProbePlan): RecordedRow[] {
  const schedule = probe.rows;
  const samples = samplesOf(probe);
  const takesRow = rowTest(schedule);
  const found = rows.filter((row) => row.samples === samples && takesRow(row.iteration));
  const planned = 'iterations' in schedule ? schedule.iterations.length : found.length;
  if (found.length === planned) return found;
  throw new RunError(`${folder} has other rows than when the study was planned`, { hint: 'run it again' });
}

/** The files that a probe looks into: what its samples have in common, then one a row. */
export function filesOfProbe(recording: Recording, probe: ProbePlan): RecordedFile[] {
  const samples = samplesOf(probe);
  const common = recording.header.samples.get(samples)?.common;
  const rows = rowsOfProbe(recording, probe).map((row) => ({
    file: row.file,
    of: rowInWords(row),
    sha256: row.sha256,
  }));
  return [...(common ? [{ ...common, of: `of all rows of ${samples}` }] : []), ...rows];
}

/** All files of a recording that some probes look into, each once, and its curve. */
export function filesOfRecording(recording: Recording, probes: readonly ProbePlan[]): RecordedFile[] {
  const { training } = recording.header;
  const curve = training === null ? [] : [{ file: training, of: 'the curve', sha256: null }];
  const files = [...curve, ...probes.flatMap((probe) => filesOfProbe(recording, probe))];
  return [...new Map(files.map((file) => [file.file, file])).values()];
}

/** A row as messages name it. */
export function rowInWords({ iteration, samples }: Pick<RecordedRow, 'iteration' | 'samples'>): string {
  return `row ${iteration} of ${samples}`;
}

/** Name of the samples of a recording that a probe looks at. */
export function samplesOf({ sample, name }: ProbePlan): string {
  if (sample !== 'batch' && sample.recorded !== undefined) return sample.recorded;
  throw new Error(`probe ${name} looks at no samples of a recording`);
}

/**
 * The sum of a file, read piece by piece.
 * @throws RunError when it is not there, or is not the one that the recorder told the sum of
 */
export async function sumOfFile(
  { place, folder }: Recording,
  { file, of, sha256 }: RecordedFile,
): Promise<FileRecord> {
  const path = join(place, file);
  const name = `${folder}/${file} (${of})`;
  const [md5, told] = [createHash('md5'), sha256 === null ? null : createHash('sha256')];
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
      md5.update(piece);
      told?.update(piece);
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code !== 'ENOENT') throw fileFailure(error, `${name} cannot be read`);
    throw new RunError(`there is no file ${name}`, {
      hint: 'copy the whole folder, or record it again',
      cause: error,
    });
  }
  if (told && told.digest('hex') !== sha256)
    throw new RunError(`${name} is not the file that was recorded: its SHA-256 is another one`, {
      hint: 'copy it again, or record it again',
    });
  return { path, md5: md5.digest('hex'), official: false };
}
