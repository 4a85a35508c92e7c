import { access, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import type { NamedArrays } from '../contract/named-arrays.ts';
import { packArrays, unpackArrays } from './named-arrays.ts';
import { headLength, readPacked, writePacked } from './packed-file.ts';
import { addNotes, inputsOf, originOf } from './result-notes.ts';

const unpack = promisify(gunzip);

/** Results that took work, by key. */
export interface Store {
  readonly folder: string;
  /** The kept value, or null when there is none. A damaged one is set aside, told of, and counts as none. */
  get(key: string): Promise<unknown>;
  /** Whether something is kept, sound or not. */
  has(key: string): Promise<boolean>;
  /** Keys of what is kept in the same folder of the store as `key` would be. */
  keysLike(key: string): Promise<readonly string[]>;
  /** The beginning of the JSON text of a kept value, as far as it lies in the first 64 kB of its file; unchecked. Null when there is none. */
  start(key: string): Promise<string | null>;
  /** Keeps a JSON value; a reader sees all of it or nothing. */
  put(key: string, value: unknown): Promise<void>;
  /** Removes the value of `key` and what belongs to it. */
  remove(key: string): Promise<void>;
  /** As `get`, for the tensors that are kept beside the value of `key` under the name `part`. */
  getArrays(key: string, part: 'weights'): Promise<NamedArrays | null>;
  /** As `put`, for tensors that belong to the value of `key`. Put them before the value, whose presence says that all is there. */
  putArrays(key: string, part: 'weights', arrays: NamedArrays): Promise<void>;
}

/**
 * Opens the content-addressed store in `folder`. An object is `objects/<2 digits>/<key>`: a line with the SHA-256 of
 * the rest, then the gzip-packed JSON. Tensors that belong to it are in `<key>.weights` beside it.
 * @param patience milliseconds after which a file that is not there, or not as its digest says, is read again before that is
 *   believed: a file system that machines share may show it late or in part
 */
export function openStore(
  folder: string,
  warn: (message: string) => void,
  patience: readonly number[] = [],
): Store {
  const pathOf = (key: string) => {
    if (!/^[0-9a-f]{64}$/.test(key)) throw new Error(`${key} is no key of the store`);
    return join(folder, 'objects', key.slice(0, 2), key);
  };

  const read = (path: string) =>
    readPacked(path, { what: 'the kept result', warn, most: largestResult, patience });
  const write = (path: string, content: string | Buffer) => writePacked(folder, path, content, 'the result');

  return {
    folder,
    async get(key) {
      const content = await read(pathOf(key));
      return content && JSON.parse(content.toString('utf8'));
    },
    has: (key) =>
      access(pathOf(key)).then(
        () => true,
        () => false,
      ),
    keysLike: async (key) =>
      (await readdir(dirname(pathOf(key))).catch(() => [])).filter((name) => !name.includes('.')),
    start: (key) => readStart(pathOf(key)).catch(() => null),
    remove: (key) => removeFiles([pathOf(key), `${pathOf(key)}.weights`]),
    async put(key, value) {
      const facts = await write(pathOf(key), JSON.stringify(value));
      await addNotes(folder, new Map([[key, { ...facts, origin: originOf(inputsOf(value)) }]]));
    },
    async getArrays(key, part) {
      const content = await read(`${pathOf(key)}.${part}`);
      return content && unpackArrays(content);
    },
    async putArrays(key, part, arrays) {
      await write(`${pathOf(key)}.${part}`, packArrays(arrays));
    },
  };
}

async function removeFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}

/** What the first 64 kB of an object unpack to, as far as they go. */
async function readStart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2 ** 16), 0, 2 ** 16, 0);
    const packed = buffer.subarray(headLength, bytesRead);
    return (await unpack(packed, { finishFlush: constants.Z_SYNC_FLUSH })).toString('utf8');
  } finally {
    await file.close();
  }
}

/** Bytes that a kept result may unpack to: as much as Node holds in one text. */
const largestResult = 2 ** 29 - 24;
