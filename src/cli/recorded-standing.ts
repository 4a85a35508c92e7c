import { dirname, resolve } from 'node:path';
import type { FileRecord } from '../../runner/contract/dataset.ts';
import type { KeptResult } from '../../runner/store/kept-results.ts';
import { RunError } from '../node/run-error.ts';
import type { StagePlan } from '../plan/plan.ts';
import { ownEstimates } from '../plan/stage-estimates.ts';
import type { Io } from './command.ts';
import { storeOf } from './compile-file.ts';
import type { KeptByTraining } from './kept-by-training.ts';

/** How a recorded training stands: the keys of its estimates that are kept for its files as they are now. */
export type RecordedStanding =
  | { readonly kind: 'absent' | 'changed' }
  | { readonly kind: 'kept'; readonly by: readonly KeptResult[]; readonly estimates: ReadonlySet<string> };

/**
 * How the estimates of a recorded training stand. Files are compared by size and time with when they were last summed up, and read
 * only where these have changed; `changed` is a training whose files are missing, or are not what was planned.
 * @param path of the study
 */
export async function recordedStanding(
  stage: StagePlan,
  { trainings, inStore, kernels }: KeptByTraining,
  path: string,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<RecordedStanding> {
  const by = trainings.get(stage.key) ?? [];
  if (by.length === 0) return { kind: 'absent' };
  const sources = await currentSums(stage, path, io);
  if (!sources) return { kind: 'changed' };
  const { stageKeys } = await import('../../runner/workers/result-key.ts');
  const isKept = (key: string) =>
    [...kernels].some((name) => inStore.has(stageKeys(stage, { kernels: name }, sources).estimate(key)));
  const kept = ownEstimates(stage).flatMap(({ key }) => (isKept(key) ? [key] : []));
  return { kind: 'kept', by, estimates: new Set(kept) };
}

/** Null where files are missing, or are not what was planned. */
async function currentSums(stage: StagePlan, path: string, { cwd, env }: Pick<Io, 'cwd' | 'env'>) {
  const [{ openRecordedData, recordingOf }, { filesOfRecording, sumOfFile }, { knownSums }] =
    await Promise.all([
      import('../../runner/capture/recorded/recorded-data.ts'),
      import('../../runner/capture/recorded/recorded-files.ts'),
      import('../../runner/data/known-sums.ts'),
    ]);
  const places = { folder: dirname(resolve(cwd, path)), env };
  try {
    const recording = recordingOf(stage, places);
    const files = filesOfRecording(recording, stage.probes);
    const identity = JSON.stringify(['recorded', recording.place, files]);
    const paths = files.map(({ file }) => resolve(recording.place, file));
    const sum = () => Promise.all(files.map((file) => sumOfFile(recording, file)));
    const records = await knownSums(identity, paths, sum, storeOf({ cwd, env }));
    const byFile = new Map(files.map(({ file }, at): [string, FileRecord] => [file, records[at]!]));
    return await openRecordedData(stage, places, async (_, { file }) => byFile.get(file)!);
  } catch (cause) {
    if (cause instanceof RunError || (cause instanceof Error && 'code' in cause)) return null;
    throw cause;
  }
}
