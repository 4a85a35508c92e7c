import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { fileFailure, storeFailure } from '../../src/node/machine-failure.ts';
import { makeFolder } from '../../src/node/make-folder.ts';
import { writeDurably } from '../../src/node/write-durably.ts';
import type { NamedArrays } from '../contract/named-arrays.ts';
import { packArrays, unpackArrays } from './named-arrays.ts';
import { addNotes, inputsOf, originOf } from './result-notes.ts';

const pack = promisify(gzip);
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

  async function read(path: string): Promise<Buffer | null> {
    let there = false;
    for (const pause of [0, ...patience]) {
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return null;
        throw fileFailure(cause, `the kept result ${path} cannot be read`);
      });
      const body = bytes && verified(bytes);
      if (body) return unpack(body, { maxOutputLength: largestResult });
      there = bytes !== null;
    }
    if (!there) return null;
    warn(`the kept result ${path} is damaged; ${await setAside(path)} computed again`);
    return null;
  }

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
      const facts = await write(folder, pathOf(key), JSON.stringify(value));
      await addNotes(folder, new Map([[key, { ...facts, origin: originOf(inputsOf(value)) }]]));
    },
    async getArrays(key, part) {
      const content = await read(`${pathOf(key)}.${part}`);
      return content && unpackArrays(content);
    },
    async putArrays(key, part, arrays) {
      await write(folder, `${pathOf(key)}.${part}`, packArrays(arrays));
    },
  };
}

/**
 * Writes a file of the store in `folder`.
 * @returns its size and time, from before it had its name: those of no other file that somebody gives the same name
 */
async function write(
  folder: string,
  path: string,
  content: string | Buffer,
): Promise<Pick<Stats, 'size' | 'mtimeMs'>> {
  const body = await pack(content);
  let facts = { size: 0, mtimeMs: 0 };
  try {
    await makeFolder(dirname(path));
    await writeDurably(path, [Buffer.from(`${digest(body)}\n`), body], async (draft) => {
      const { size, mtimeMs } = await stat(draft);
      facts = { size, mtimeMs };
      return true;
    });
  } catch (cause) {
    throw storeFailure(cause, `the result cannot be kept in ${folder}`);
  }
  return facts;
}

async function removeFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}

/** What the first 64 kB of an object unpack to, as far as they go. */
async function readStart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2 ** 16), 0, 2 ** 16, 0);
    const packed = buffer.subarray(digestLength + 1, bytesRead);
    return (await unpack(packed, { finishFlush: constants.Z_SYNC_FLUSH })).toString('utf8');
  } finally {
    await file.close();
  }
}

/** Moves a damaged file out of the way, where the store can be written. */
async function setAside(path: string): Promise<string> {
  return rename(path, `${path}.damaged`).then(
    () => `it is set aside as ${path}.damaged and`,
    () => 'it is',
  );
}

/** Bytes that a kept result may unpack to: as much as Node holds in one text. */
const largestResult = 2 ** 29 - 24;

const digestLength = 64;

/** The packed value when its digest and the line break after it are right, else null. */
function verified(bytes: Buffer): Buffer | null {
  const body = bytes.subarray(digestLength + 1);
  return bytes.toString('latin1', 0, digestLength + 1) === `${digest(body)}\n` ? body : null;
}

function digest(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
