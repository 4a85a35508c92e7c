import { dirname, resolve } from 'node:path';
import type { DatasetNode, FileRecord } from '../../runner/contract/dataset.ts';
import type { StageResult } from '../../runner/contract/stage-result.ts';
import type { KeptStage } from '../../runner/store/kept-stages.ts';
import { RunError } from '../node/run-error.ts';
import type { DatasetPlan, StagePlan } from '../plan/plan.ts';
import { datasetOf } from '../plan/trained-here.ts';
import type { Io } from './command.ts';
import { storeOf } from './compile-file.ts';

/** How a stage's result stands: kept for the data as it is now, or for other data, or for none. */
export type Standing =
  | { readonly kind: 'kept'; readonly results: readonly KeptStage[] }
  /** `files` differ, or cannot be read any more. */
  | { readonly kind: 'changed'; readonly files: readonly string[] }
  | { readonly kind: 'absent' };

/**
 * How the results of stages stand, as a run would find it. Data that is not here, or that a plugin reads, cannot be compared: its
 * results count as kept.
 * @param kept all results of the store
 * @param path of the study
 */
export async function keptNow(
  stages: readonly StagePlan[],
  kept: readonly KeptStage[],
  path: string,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<ReadonlyMap<StagePlan, Standing>> {
  const byStage = grouped(kept);
  const sums = new Map<string, Promise<CurrentFiles>>();
  const found = new Map<StagePlan, Standing>();
  const { resultKey } = await import('../../runner/workers/result-key.ts');
  for (const stage of stages) {
    const results = byStage.get(stage.key) ?? [];
    if (results.length === 0) {
      found.set(stage, { kind: 'absent' });
      continue;
    }
    const dataset = datasetOf(stage);
    const { subset: _part, transforms: _steps, ...files } = dataset.params;
    const content = JSON.stringify([dataset.kind, files, dataset.beside ?? []]);
    const reading = sums.get(content) ?? currentFiles(dataset, path, io);
    sums.set(content, reading);
    const now = await reading;
    const isOfNow = ({ key, numericClass }: KeptStage) =>
      !Array.isArray(now) || key === resultKey(stage, numericClass, now);
    const ofNow = now === 'unreadable' ? [] : results.filter(isOfNow);
    if (ofNow.length > 0) found.set(stage, { kind: 'kept', results: ofNow });
    else found.set(stage, { kind: 'changed', files: await changedFiles(results[0]!, now, io) });
  }
  return found;
}

/** Null where files cannot be looked at. */
type CurrentFiles = readonly FileRecord[] | 'unreadable' | null;

function grouped(kept: readonly KeptStage[]): ReadonlyMap<string, readonly KeptStage[]> {
  const found = new Map<string, KeptStage[]>();
  for (const one of kept) {
    const others = found.get(one.stage);
    if (others) others.push(one);
    else found.set(one.stage, [one]);
  }
  return found;
}

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

/** The files whose sums are others than a kept result has. */
async function changedFiles(
  { key }: KeptStage,
  files: CurrentFiles,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<readonly string[]> {
  const { openStore } = await import('../../runner/store/store.ts');
  const result = (await openStore(storeOf(io), () => {}).get(key)) as StageResult | null;
  const before = result?.files ?? [];
  if (!Array.isArray(files)) return before.map((file) => file.path);
  const now = new Set(files.map(({ md5 }: FileRecord) => md5));
  return before.filter(({ md5 }) => !now.has(md5)).map((file) => file.path);
}
