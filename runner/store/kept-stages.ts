import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StageInputs, StageResult } from '../contract/stage-result.ts';
import { openStore, type Store } from './store.ts';

/** Results that are read side by side: a store may hold thousands, and `plan` looks at all of them. */
const openAtOnce = 64;

/** A kept result: what it was made from, and its key in the store. */
export type KeptStage = StageInputs & { readonly key: string };

/** What every kept result of a store was made from; results of older versions that do not say it are left out. */
export async function keptStages(folder: string): Promise<KeptStage[]> {
  const names = await readdir(join(folder, 'objects'), { recursive: true }).catch(() => []);
  const keys = names.map((name) => name.slice(-64)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const store = openStore(folder, () => {});
  const found: KeptStage[] = [];
  for (let from = 0; from < keys.length; from += openAtOnce) {
    const some = keys.slice(from, from + openAtOnce);
    const inputs = await Promise.all(some.map((key) => inputsOf(key, store)));
    found.push(...some.flatMap((key, at) => (inputs[at] ? [{ ...inputs[at], key }] : [])));
  }
  return found;
}

const opening = '{"inputs":';

/** They begin the result, which can be long; where they do not, the whole of it is read. */
async function inputsOf(key: string, store: Store): Promise<StageInputs | undefined> {
  const start = await store.start(key);
  const text = start?.startsWith(opening) ? leadingObject(start.slice(opening.length)) : null;
  if (text !== null) return JSON.parse(text);
  return ((await store.get(key)) as StageResult | null)?.inputs;
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
