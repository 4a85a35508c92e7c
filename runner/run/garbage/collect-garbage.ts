import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unfinished } from '../../../src/node/write-durably.ts';
import { keptNotes, tidyNotes } from '../../store/kept-results.ts';
import { partFiles } from '../../store/page-parts.ts';
import { StoredCaptures } from '../../store/stored-captures.ts';
import { collectLeases } from '../../workers/leases/collect-leases.ts';
import { diskLeaseFiles } from '../../workers/leases/lease-files.ts';
import { liveLeases } from '../../workers/leases/live-leases.ts';
import { hasEnded } from '../../workers/leases/process-mark.ts';
import { findRuns } from '../read-run.ts';
import { type CollectedCaptures, collectCaptures } from './collect-captures.ts';
import { checkpointFolders, collectCheckpoints } from './collect-checkpoints.ts';
import { collectParts } from './collect-parts.ts';
import { collectPlugins } from './collect-plugins.ts';
import { knownOuts } from './known-outs.ts';
import { requireSoundRuns } from './require-sound-runs.ts';

/** What is being written, or what no run names yet, is left alone for so long. */
const graceMilliseconds = 60 * 60 * 1000;

export interface Garbage {
  /** Results, each counted once with the weights beside it. */
  readonly removed: number;
  readonly kept: number;
  /** Trainings whose checkpoints nobody goes on from. */
  readonly checkpoints: number;
  /** Parts of pages that are in no page of a run. */
  readonly parts: number;
  /** Plugins whose modules no run names. */
  readonly plugins: number;
  /** Files of leases that killed workers left. */
  readonly leases: number;
  /** Captures, by training and probe. */
  readonly captures: CollectedCaptures;
  /** Of all that is removed but leases. */
  readonly bytes: number;
}

/** What runs refer to: results by their keys in the store, and by those in the plan where a run has not said more. */
interface References {
  readonly results: Set<string>;
  readonly planned: Set<string>;
}

/**
 * Removes kept results that no run refers to, and those that were set aside as damaged. Runs are looked for below `out`
 * and wherever else runs have used this store. One that has not ended, or was killed, refers to all results of its plan; one of a
 * version whose results are not read any more refers to none.
 * Checkpoints go once all that they are for is kept, or when no run has begun their training, modules of plugins when no run names their
 * code, parts of pages when they are in no run's page, leases when nobody holds them, captures when they are beyond the budget (`captures`, in bytes). What a worker is making stays, and so do drafts, checkpoints, parts and modules younger than an hour.
 * @param dryRun only counts
 * @throws RunError, before anything is removed, when a run was altered: what it refers to is not known then
 */
export async function collectGarbage(
  store: string,
  out: string,
  options: { readonly now: number; readonly dryRun: boolean; readonly captures: number },
): Promise<Garbage> {
  // before the runs are read: a result that is here now is of a run that has its folder by then
  const files = await objects(store);
  const outs = [...new Set([out, ...(await knownOuts(store))])];
  await requireSoundRuns(outs);
  const referred = await references(outs);
  const leases = await liveLeases(diskLeaseFiles(join(store, 'leases')), hasEnded);
  for (const { key } of leases) referred.results.add(key);
  const wanted = await referredResults(store, referred);
  const removed = new Set<string>();
  const kept = new Set<string>();
  let bytes = 0;
  for (const { file, key, damaged } of files) {
    const facts = await stat(file).catch(() => null);
    if (!facts) continue;
    const young = damaged && options.now - facts.mtimeMs < graceMilliseconds;
    if (young || (!damaged && wanted.has(key))) {
      kept.add(key);
      continue;
    }
    if (!options.dryRun) await rm(file, { force: true });
    removed.add(key);
    bytes += facts.size;
  }
  if (!options.dryRun) await tidyNotes(store);
  const whole = new Set(files.filter(({ damaged }) => !damaged).map(({ key }) => key));
  const limits = { before: options.now - graceMilliseconds, dryRun: options.dryRun };
  const parts = await collectParts(store, outs, limits);
  const plugins = await collectPlugins(store, outs, limits);
  const captures = await collectCaptures(store, outs, { ...limits, budget: options.captures });
  const checkpoints = await collectCheckpoints(store, outs, (key) => whole.has(key), {
    ...limits,
    inUse: new Set(leases.map(({ key }) => key)),
  });
  return {
    removed: removed.size,
    kept: kept.size,
    checkpoints: checkpoints.removed,
    parts: parts.removed,
    plugins: plugins.removed,
    leases: await collectLeases(store, limits),
    captures,
    bytes: bytes + checkpoints.bytes + parts.bytes + plugins.bytes + captures.bytes,
  };
}

/** Bytes that the store takes, checkpoints, captures and parts of pages included, and how many results it holds. */
export async function storeSize(
  store: string,
): Promise<{ readonly results: number; readonly bytes: number }> {
  const files = await objects(store);
  const sizes = await Promise.all(
    files.map(({ file }) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const results = new Set(files.filter(({ damaged }) => !damaged).map(({ key }) => key)).size;
  const checkpoints = (await checkpointFolders(store)).map(({ bytes }) => bytes);
  const captures = (await new StoredCaptures(store, () => {}, Date.now).all()).map(({ bytes }) => bytes);
  const parts = (await partFiles(store)).map(({ bytes }) => bytes);
  return {
    results,
    bytes: [...sizes, ...checkpoints, ...captures, ...parts].reduce((sum, size) => sum + size, 0),
  };
}

/** A file of the store. One that was set aside, or that a process died over while writing, is not what its key says. */
interface KeptFile {
  readonly file: string;
  readonly key: string;
  readonly damaged: boolean;
}

async function objects(store: string): Promise<KeptFile[]> {
  const root = join(store, 'objects');
  const names = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return names
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => {
      const whole = /^([0-9a-f]{64})(\.weights)?$/.exec(name);
      const key = whole?.[1] ?? name.replace(/\.damaged$/, '').replace(unfinished, '');
      return { file: join(parentPath, name), key, damaged: whole === null };
    });
}

/** Keys in the store of what runs refer to, by these keys or by those in the plan. */
async function referredResults(
  store: string,
  { results, planned }: References,
): Promise<ReadonlySet<string>> {
  const notes = planned.size === 0 ? [] : await keptNotes(store);
  const wanted = [...notes].filter(([, { origin }]) => origin !== 'older' && planned.has(origin.key));
  return new Set([...results, ...wanted.map(([key]) => key)]);
}

async function references(outs: readonly string[]): Promise<References> {
  const found: References = { results: new Set(), planned: new Set() };
  for (const out of outs) {
    for (const folder of await findRuns(out)) {
      const ended = await listedStages(join(folder, 'lock.json'));
      for (const { result, estimates } of ended ?? []) {
        if (!isObject(estimates)) continue;
        for (const key of [result, ...Object.values(estimates)])
          if (typeof key === 'string') found.results.add(key);
      }
      if (ended) continue;
      for (const stage of (await listedStages(join(folder, 'plan.json'))) ?? [])
        for (const key of plannedKeys(stage)) found.planned.add(key);
    }
  }
  return found;
}

/** Keys of a planned stage: of its training and its estimates. */
function plannedKeys({ key, branches }: JsonMap): string[] {
  const estimators = listOf(branches).flatMap((branch) => listOf(branch.estimators));
  return [key, ...estimators.map((one) => one.key)].filter((one) => typeof one === 'string');
}

/** The `stages` of a JSON file of a run; null when there is no such list. */
async function listedStages(path: string): Promise<readonly JsonMap[] | null> {
  try {
    const { stages } = JSON.parse(await readFile(path, 'utf8')) as JsonMap;
    return Array.isArray(stages) ? listOf(stages) : null;
  } catch {
    return null;
  }
}

type JsonMap = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null;
}

function listOf(value: unknown): readonly JsonMap[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
