import { captureFolders } from '../../../src/captures/capture-folders.ts';
import { headerFile } from '../../../src/captures/captures-header.ts';
import { openRecordings, type Recording } from '../../../src/captures/open-recordings.ts';
import { namesIn } from '../../../src/node/names-in.ts';
import { readRegularFile } from '../../../src/node/read-regular-file.ts';
import { RunError } from '../../../src/node/run-error.ts';
import { canonicalJson } from '../../../src/plan/canonical.ts';
import type { StagePlan } from '../../../src/plan/plan.ts';
import type { FileRecord } from '../../contract/dataset.ts';
import type { RecordedData } from '../../contract/stage-data.ts';
import { filesOfProbe, filesOfRecording, sumOfFile } from './recorded-files.ts';

/** Where recordings are looked for. */
export interface RecordedPlaces {
  /** Folder of the study. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens the recording of a stage as it is now, and sums up every file that its probes look into.
 * @param sumOf gives the sum of a file
 * @throws RunError when it is not there, one of its files is missing, or it is not what was planned
 */
export async function openRecordedData(
  stage: StagePlan,
  { folder, env }: RecordedPlaces,
  sumOf: typeof sumOfFile = sumOfFile,
): Promise<RecordedData> {
  const recording = recordingOf(stage, { folder, env });
  const records = new Map<string, FileRecord>();
  for (const file of filesOfRecording(recording, stage.probes))
    records.set(file.file, await sumOf(recording, file));
  const md5 = (file: string) => records.get(file)!.md5;
  const { training } = recording.header;
  const captures = stage.probes.map(
    (probe) => [probe.key, filesOfProbe(recording, probe).map(({ file }) => md5(file))] as const,
  );
  return {
    recording,
    files: [...records.values()],
    sums: { training: training === null ? [] : [md5(training)], captures: Object.fromEntries(captures) },
  };
}

/** The recording of a stage as its two texts tell it now. @throws RunError when it is not there, or not what was planned */
export function recordingOf(
  { recorded, network, id }: StagePlan,
  { folder, env }: RecordedPlaces,
): Recording {
  if (!recorded) throw new Error(`${id} was not recorded`);
  const recording = openRecordings(folder, captureFolders(env), {
    readText: readRegularFile,
    list: namesIn,
  }).get(recorded.folder);
  const { layers } = recording.header;
  const planned = network.layers.map(({ name, params }) => [name, params.axes ?? null, params.shape ?? null]);
  const now = [...layers].map(([name, { axes, shape }]) => [name, axes, [...shape]]);
  if (canonicalJson(planned) === canonicalJson(now)) return recording;
  throw new RunError(`${recording.folder}/${headerFile} has other layers than when the study was planned`, {
    hint: 'run it again',
  });
}
