import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultInputs } from '../contract/stage-result.ts';
import { openStore, type Store } from './store.ts';
import { StoredCaptures } from './stored-captures.ts';

/** Results that are read side by side: a store may hold thousands, and `plan` looks at all of them. */
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
  const names = await readdir(join(folder, 'objects'), { recursive: true }).catch(() => []);
  const keys = names.map((name) => name.slice(-64)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const store = openStore(folder, () => {});
  const results: KeptResult[] = [];
  let older = 0;
  for (let from = 0; from < keys.length; from += openAtOnce) {
    const some = keys.slice(from, from + openAtOnce);
    const read = await Promise.all(some.map((key) => resultInputs(key, store)));
    for (const [at, inputs] of read.entries()) {
      if (inputs === 'older') older++;
      else if (inputs) results.push({ ...inputs, inStore: some[at]! });
    }
  }
  const captures = await new StoredCaptures(folder, () => {}, Date.now).all();
  const named = captures.map(({ training, capture }) => `${training} ${capture}`);
  return { results, captures: new Set(named), older };
}

const opening = '{"inputs":';

/** What one result was made from, which begins it, so that the rest, which can be long, is not read; null where there is none. */
export async function resultInputs(
  key: string,
  store: Pick<Store, 'start' | 'get'>,
): Promise<ResultInputs | 'older' | null> {
  const start = await store.start(key);
  if (start === null) return null;
  const text = start.startsWith(opening) ? leadingObject(start.slice(opening.length)) : null;
  const result = text === null ? await store.get(key).catch(() => null) : { inputs: JSON.parse(text) };
  if (result === null) return null;
  const inputs = isObject(result) && isObject(result.inputs) ? result.inputs : {};
  return isInputs(inputs) ? inputs : 'older';
}

function isInputs(inputs: object): inputs is ResultInputs {
  return 'of' in inputs && 'training' in inputs;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
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
