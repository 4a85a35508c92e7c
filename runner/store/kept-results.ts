import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultInputs } from '../contract/stage-result.ts';
import { addNotes, inputsOf, type ResultNote, readNotes, replaceNotes } from './result-notes.ts';
import { openStore, type Store } from './store.ts';
import { StoredCaptures } from './stored-captures.ts';

/** Results that are read side by side. */
const openAtOnce = 64;

/** A kept training or estimate: what it was made from, and its key in the store. */
export type KeptResult = ResultInputs & { readonly inStore: string };

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
  for (const [inStore, { inputs }] of await keptNotes(folder)) {
    if (inputs === 'older') older++;
    else results.push({ ...inputs, inStore });
  }
  const captures = await new StoredCaptures(folder, () => {}, Date.now).all();
  const named = captures.map(({ training, capture }) => `${training} ${capture}`);
  return { results, captures: new Set(named), older };
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
  const fresh = await readNew(
    others,
    openStore(folder, () => {}),
  );
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

async function readNew(
  objects: readonly ObjectFile[],
  store: Pick<Store, 'start' | 'get'>,
): Promise<ReadonlyMap<string, ResultNote>> {
  const notes = new Map<string, ResultNote>();
  for (let from = 0; from < objects.length; from += openAtOnce) {
    const some = objects.slice(from, from + openAtOnce);
    const read = await Promise.all(some.map(({ key }) => readInputs(key, store)));
    for (const [at, inputs] of read.entries()) {
      const { key, ...state } = some[at]!;
      if (inputs !== null) notes.set(key, { ...state, inputs });
    }
  }
  return notes;
}

const opening = '{"inputs":';

/** What one result was made from, which begins it, so that the rest, which can be long, is not read; null where there is none. */
async function readInputs(
  key: string,
  store: Pick<Store, 'start' | 'get'>,
): Promise<ResultNote['inputs'] | null> {
  const start = await store.start(key);
  if (start === null) return null;
  const text = start.startsWith(opening) ? leadingObject(start.slice(opening.length)) : null;
  const result = text === null ? await store.get(key).catch(() => null) : { inputs: JSON.parse(text) };
  return result === null ? null : inputsOf(result);
}

/** The JSON object that a text begins with; null when it does not end in it. */
function leadingObject(text: string): string | null {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') depth++;
    if (token === '}' && --depth === 0) return text.slice(0, index + 1);
  }
  return null;
}
