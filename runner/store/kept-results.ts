import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/plan/json.ts';
import type { ResultInputs } from '../contract/stage-result.ts';
import {
  addNotes,
  inputsOf,
  originOf,
  type ResultNote,
  type ResultOrigin,
  readNotes,
  replaceNotes,
} from './result-notes.ts';
import { openStore, type Store } from './store.ts';
import { StoredCaptures } from './stored-captures.ts';

/** Results that are read side by side. */
const openAtOnce = 64;

/** A kept training or estimate: what it was made from, and its key in the store. */
export type KeptResult = ResultOrigin & { readonly inStore: string };

/** What a store holds. */
export interface KeptResults {
  readonly results: readonly KeptResult[];
  /** Captures of probes: the key in the store of the training, a blank, and the key of the capture in the plan. */
  readonly captures: ReadonlySet<string>;
  /** Results of older versions, in a form that is not read any more. */
  readonly older: number;
}

/** What every kept result of a store was made from. */
export async function keptResults(folder: string): Promise<KeptResults> {
  const results: KeptResult[] = [];
  let older = 0;
  for (const [inStore, { origin }] of await keptNotes(folder)) {
    if (origin === 'older') older++;
    else results.push({ ...origin, inStore });
  }
  const captures = await new StoredCaptures(folder, () => {}, Date.now).all();
  const named = captures.map(({ training, capture }) => `${training} ${capture}`);
  return { results, captures: new Set(named), older };
}

/** Gives the settings that kept results were made from, of each that can be read; a file is opened once. */
export function keptSettings(
  folder: string,
): (results: readonly Pick<KeptResult, 'inStore'>[]) => Promise<readonly JsonObject[]> {
  const store = openStore(folder, () => {});
  const read = new Map<string, JsonObject | null>();
  return async (results) => {
    const others = results.filter(({ inStore }) => !read.has(inStore)).map(({ inStore }) => inStore);
    for (const [key, inputs] of await readAll(others, store))
      read.set(key, inputs === null || inputs === 'older' ? null : inputs.content);
    return results.map(({ inStore }) => read.get(inStore) ?? null).filter((one) => one !== null);
  };
}

/**
 * Notes of all kept results of a store that can be read, by their keys. A result is opened where its file is not as its note says, or
 * there is none, and is noted then.
 */
export async function keptNotes(folder: string): Promise<ReadonlyMap<string, ResultNote>> {
  const known = readNotes(folder);
  const objects = [...objectsOf(folder)];
  const isAsNoted = ({ key, size, mtimeMs }: ObjectFile) => {
    const note = known.get(key);
    return note?.size === size && note.mtimeMs === mtimeMs;
  };
  const others = objects.filter((object) => !isAsNoted(object));
  const fresh = new Map<string, ResultNote>();
  const read = await readAll(
    others.map(({ key }) => key),
    openStore(folder, () => {}),
  );
  for (const { key, size, mtimeMs } of others) {
    const inputs = read.get(key) ?? null;
    if (inputs !== null) fresh.set(key, { size, mtimeMs, origin: originOf(inputs) });
  }
  if (fresh.size > 0) await addNotes(folder, fresh);
  const unread = new Set(others.flatMap(({ key }) => (fresh.has(key) ? [] : [key])));
  const there = objects.filter(({ key }) => !unread.has(key));
  return new Map(there.map(({ key }) => [key, fresh.get(key) ?? known.get(key)!]));
}

/** Drops the notes of what a store does not hold any more. */
export async function tidyNotes(folder: string): Promise<void> {
  await replaceNotes(folder, await keptNotes(folder));
}

/** The file of a result. */
interface ObjectFile {
  readonly key: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** A folder's files are asked for at once after it is listed, as a file system of a network has their facts at hand then. */
function* objectsOf(store: string): Generator<ObjectFile> {
  const root = join(store, 'objects');
  for (const shard of namesIn(root)) {
    for (const key of namesIn(join(root, shard))) {
      if (!/^[0-9a-f]{64}$/.test(key) || !key.startsWith(shard)) continue;
      const facts = statSync(join(root, shard, key), { throwIfNoEntry: false });
      if (facts) yield { key, size: facts.size, mtimeMs: facts.mtimeMs };
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What results were made from, by their keys; null where that cannot be read. */
async function readAll(
  keys: readonly string[],
  store: Pick<Store, 'start' | 'get'>,
): Promise<ReadonlyMap<string, ResultInputs | 'older' | null>> {
  const found = new Map<string, ResultInputs | 'older' | null>();
  for (let from = 0; from < keys.length; from += openAtOnce) {
    const some = keys.slice(from, from + openAtOnce);
    const read = await Promise.all(some.map((key) => readInputs(key, store)));
    for (const [at, inputs] of read.entries()) found.set(some[at]!, inputs);
  }
  return found;
}

const opening = '{"inputs":';

/** What one result was made from, which begins it, so that the rest, which can be long, is not read; null where there is none. */
async function readInputs(
  key: string,
  store: Pick<Store, 'start' | 'get'>,
): Promise<ResultInputs | 'older' | null> {
  const start = await store.start(key);
  if (start === null) return null;
  const text = start.startsWith(opening) ? leadingObject(start.slice(opening.length)) : null;
  const result = text === null ? await store.get(key).catch(() => null) : { inputs: JSON.parse(text) };
  return result === null ? null : inputsOf(result);
}

/** The JSON object that a text begins with; null when it does not end in it. */
function leadingObject(text: string): string | null {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}]/g)) {
    if (token === '{') depth++;
    if (token === '}' && --depth === 0) return text.slice(0, index + 1);
  }
  return null;
}
