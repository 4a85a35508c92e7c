import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, type Json } from '../../src/plan/json.ts';
import type { KeptParts } from '../contract/kept-parts.ts';
import { readPacked, writePacked } from './packed-file.ts';

/** Folder of the store that parts of pages are kept in. */
const partsFolder = 'parts';
/** Bytes that a part may unpack to. */
const largestPart = 2 ** 26;
const what = 'the part of a page';

/** Parts of pages in the store's folder `parts/`: files as those of results, of a JSON object with the part's own key beside it. */
export class PageParts implements KeptParts {
  readonly #store: string;
  readonly #warn: (message: string) => void;
  readonly #fresh: boolean;
  readonly #used = new Set<string>();
  #writing: Promise<unknown> = Promise.resolve();

  /** @param options `fresh`: nothing that is kept is taken, and what is put takes its place */
  constructor(
    store: string,
    { warn, fresh = false }: { readonly warn: (message: string) => void; readonly fresh?: boolean },
  ) {
    this.#store = store;
    this.#warn = warn;
    this.#fresh = fresh;
  }

  async get(key: string): Promise<Json | null> {
    if (this.#fresh) return null;
    try {
      const reading = { what, warn: this.#warn, most: largestPart };
      const content = await readPacked(pathOf(this.#store, key), reading);
      const kept: Json = content && JSON.parse(content.toString('utf8'));
      if (!isJsonObject(kept) || kept.key !== key || kept.part === undefined) return null;
      this.#used.add(key);
      return kept.part;
    } catch {
      return null;
    }
  }

  put(key: string, part: Json): void {
    this.#used.add(key);
    const path = pathOf(this.#store, key);
    const content = JSON.stringify({ key, part });
    // one after the other, so that a page of many panels opens one file; a store that cannot be written is told of where a result is kept
    this.#writing = this.#writing.then(() => writePacked(this.#store, path, content, what)).catch(() => {});
  }

  /** Keys of the parts that were taken or put so far, once those are written. */
  async written(): Promise<readonly string[]> {
    await this.#writing;
    return [...this.#used].sort();
  }
}

/** A file among the parts. */
export interface PartFile {
  readonly file: string;
  /** Null for a file that was set aside or never became whole. */
  readonly key: string | null;
  readonly bytes: number;
  /** When it was written, in milliseconds. */
  readonly changed: number;
}

/** The files of all parts in a store. */
export async function partFiles(store: string): Promise<PartFile[]> {
  const root = join(store, partsFolder);
  const files = (await readdir(root).catch(() => [])).map(async (name) => {
    const file = join(root, name);
    const facts = await stat(file).catch(() => null);
    if (!facts?.isFile()) return null;
    return { file, key: isKey(name) ? name : null, bytes: facts.size, changed: facts.mtimeMs };
  });
  return (await Promise.all(files)).filter((one) => one !== null);
}

/** Removes a file among the parts. */
export async function removePart({ file }: PartFile): Promise<void> {
  await rm(file, { force: true });
}

function pathOf(store: string, key: string): string {
  if (!isKey(key)) throw new Error(`${key} is no key of the store`);
  return join(store, partsFolder, key);
}

function isKey(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
