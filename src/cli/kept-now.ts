import { dirname, resolve } from 'node:path';
import type { DatasetNode, FileRecord } from '../../runner/contract/dataset.ts';
import type { KeptTraining } from '../../runner/contract/stage-result.ts';
import type { KeptResult, KeptResults } from '../../runner/store/kept-results.ts';
import { RunError } from '../node/run-error.ts';
import type { DatasetPlan, StagePlan } from '../plan/plan.ts';
import { comparisons, stageEstimates } from '../plan/stage-estimates.ts';
import { datasetOf } from '../plan/trained-here.ts';
import type { Io } from './command.ts';
import { storeOf } from './compile-file.ts';
import { byTraining, type KeptByTraining } from './kept-by-training.ts';
import type { RecordedStanding } from './recorded-standing.ts';

/** How a training stands: kept for the data as it is now, or for other data, or not at all. */
export type TrainingStanding =
  | { readonly kind: 'kept'; readonly by: readonly KeptResult[] }
  /** `files` differ, or cannot be read any more. */
  | { readonly kind: 'changed'; readonly files: readonly string[] }
  | { readonly kind: 'absent' };

/** Where a run would have an estimate from: it is kept, is read off kept captures, or the training runs for it. */
export type EstimateStanding = 'kept' | 'captures' | 'training';

/** How the results of a stage stand. */
export interface Standing {
  readonly training: TrainingStanding;
  /** By the key of the estimate. */
  readonly estimates: ReadonlyMap<string, EstimateStanding>;
  /** Names of probes that ask to be kept always and are not, although the training is kept: it runs again for their captures. */
  readonly uncaptured: readonly string[];
}

/**
 * How the results of stages stand, as a run would find them. Data that is not here, or that a plugin reads, cannot be compared: what
 * was made of it counts as kept.
 * @param kept all results of the store
 * @param path of the study
 */
export async function keptNow(
  stages: readonly StagePlan[],
  { results, captures }: KeptResults,
  path: string,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<ReadonlyMap<StagePlan, Standing>> {
  const there = byTraining(results);
  const sums = new Map<string, Promise<CurrentFiles>>();
  const found = new Map<StagePlan, Standing>();
  const { resultKeys } = await import('../../runner/workers/result-key.ts');
  const standing = async (stage: StagePlan): Promise<TrainingStanding> => {
    const known = there.trainings.get(stage.key) ?? [];
    if (known.length === 0) return { kind: 'absent' };
    const dataset = datasetOf(stage);
    const { subset: _part, transforms: _steps, ...files } = dataset.params;
    const content = JSON.stringify([dataset.kind, files, dataset.beside ?? []]);
    const reading = sums.get(content) ?? currentFiles(dataset, path, io);
    sums.set(content, reading);
    const now = await reading;
    const isOfNow = ({ inStore, numericClass }: KeptResult) =>
      !Array.isArray(now) || inStore === resultKeys(numericClass, now).training(stage.key);
    const by = now === 'unreadable' ? [] : known.filter(isOfNow);
    if (by.length > 0) return { kind: 'kept', by };
    return { kind: 'changed', files: await changedFiles(known[0]!, now, io) };
  };
  for (const stage of stages) {
    if (stage.recorded) {
      const { recordedStanding } = await import('./recorded-standing.ts');
      const recorded = await recordedStanding(stage, there, path, io);
      found.set(stage, standingOf(stage, stage.recorded.folder, recorded, there));
      continue;
    }
    const training = await standing(stage);
    found.set(stage, { training, ...whatIsThere(stage, training, { ...there, captures }) });
  }
  return found;
}

/** What is not kept of a recorded training is read off its captures. */
function standingOf(
  stage: StagePlan,
  folder: string,
  recorded: RecordedStanding,
  { compared }: KeptByTraining,
): Standing {
  const trainings = recorded.kind === 'kept' ? recorded.by : [];
  const pairs = comparisons(stage).filter(({ key }) =>
    trainings.some(({ inStore }) => compared.get(inStore)?.has(key)),
  );
  const own = recorded.kind === 'kept' ? recorded.estimates : [];
  const kept = new Set([...own, ...pairs.map(({ key }) => key)]);
  const estimates = stageEstimates(stage).map(
    ({ key }) => [key, kept.has(key) ? 'kept' : 'captures'] as const,
  );
  if (recorded.kind === 'kept')
    return { training: { kind: 'kept', by: recorded.by }, estimates: new Map(estimates), uncaptured: [] };
  const training: TrainingStanding =
    recorded.kind === 'absent' ? { kind: 'absent' } : { kind: 'changed', files: [folder] };
  return { training, estimates: new Map(estimates), uncaptured: [] };
}

/** In the numeric class in which most of them are kept. */
function whatIsThere(
  stage: StagePlan,
  training: TrainingStanding,
  there: Pick<KeptByTraining, 'estimates' | 'compared'> & Pick<KeptResults, 'captures'>,
): Omit<Standing, 'training'> {
  const wanted = stageEstimates(stage);
  const candidates = training.kind === 'kept' ? training.by : [];
  let estimates = new Map<string, EstimateStanding>(wanted.map(({ key }) => [key, 'training']));
  let uncaptured: readonly string[] = [];
  let most = -1;
  for (const { inStore } of candidates) {
    const found = new Map(
      wanted.map(({ key, probe }): [string, EstimateStanding] => {
        if (there.estimates.get(inStore)?.has(key) || there.compared.get(inStore)?.has(key))
          return [key, 'kept'];
        const captured = there.captures.has(`${inStore} ${stage.probes[probe]!.key}`);
        return [key, captured ? 'captures' : 'training'];
      }),
    );
    const count = [...found.values()].filter((one) => one === 'kept').length;
    if (count <= most) continue;
    [estimates, most] = [found, count];
    const asking = stage.probes.filter(({ keep }) => keep === 'always');
    uncaptured = asking.filter(({ key }) => !there.captures.has(`${inStore} ${key}`)).map(({ name }) => name);
  }
  return { estimates, uncaptured };
}

/** Names of the estimators some of whose estimates stand so. */
export function estimatorsThat(
  stage: StagePlan,
  { estimates }: Standing,
  wanted: EstimateStanding,
): readonly string[] {
  const all = stage.branches.flatMap(({ estimators }) => estimators);
  return [...new Set(all.filter(({ key }) => estimates.get(key) === wanted).map(({ name }) => name))];
}

/** Null where files cannot be looked at. */
type CurrentFiles = readonly FileRecord[] | 'unreadable' | null;

async function currentFiles(
  dataset: DatasetPlan,
  path: string,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<CurrentFiles> {
  const [{ dataPlaces }, { dataOrigin }, { knownSums }, { withBeside }, { loadNode }] = await Promise.all([
    import('../../runner/data/data-places.ts'),
    import('./data-origin.ts'),
    import('../../runner/data/known-sums.ts'),
    import('../../runner/data/beside-files.ts'),
    import('../../runner/nodes/registry.ts'),
  ]);
  const origin = await dataOrigin(dataset.kind);
  if (!origin) return null;
  const services = { env: io.env, folder: dirname(resolve(io.cwd, path)), warn: () => {} };
  const places = (await dataPlaces(dataset, origin, services)).map(({ found }) => found);
  const lying = places.filter((place) => typeof place === 'string');
  if (lying.length < places.length) return null;
  const { beside = [] } = dataset;
  const all = [...lying, ...beside.map((one) => resolve(services.folder, one))];
  if (all.length === 0) return [];
  const read = async () => {
    const node = (await loadNode('dataset', dataset.kind)).run as DatasetNode;
    return (await withBeside(await node.load(dataset, services), beside, services.folder)).files;
  };
  const settings = origin.paths.map((name) => dataset.params[name] ?? null);
  const identity = JSON.stringify([dataset.kind, settings, dataset.params.header ?? null, ...beside]);
  return knownSums(identity, all, read, storeOf(io)).catch((cause: unknown) => {
    if (cause instanceof RunError) return 'unreadable' as const;
    throw cause;
  });
}

/** The files whose sums are others than a kept training has. */
async function changedFiles(
  { inStore }: KeptResult,
  files: CurrentFiles,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<readonly string[]> {
  const { openStore } = await import('../../runner/store/store.ts');
  const result = (await openStore(storeOf(io), () => {}).get(inStore)) as KeptTraining | null;
  const before = result?.files ?? [];
  if (!Array.isArray(files)) return before.map((file) => file.path);
  const now = new Set(files.map(({ md5 }: FileRecord) => md5));
  return before.filter(({ md5 }) => !now.has(md5)).map((file) => file.path);
}
