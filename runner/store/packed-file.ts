import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { fileFailure, storeFailure } from '../../src/node/machine-failure.ts';
import { makeFolder } from '../../src/node/make-folder.ts';
import { writeDurably } from '../../src/node/write-durably.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

const digestLength = 64;
/** Bytes of a file of the store before what is packed in it: the digest and a line break. */
export const headLength = digestLength + 1;

/** How a file of the store is read, and who hears of it. */
export interface PackedReading {
  /** What it is, as the beginning of a sentence. */
  readonly what: string;
  /** Told of a file that is damaged. */
  readonly warn: (message: string) => void;
  /** Bytes that it may unpack to. */
  readonly most: number;
  /** Milliseconds after which a file that is not there, or not as its digest says, is read again before that is believed. */
  readonly patience?: readonly number[];
}

/**
 * Reads a file of the store: a line with the SHA-256 of the rest, then what is kept, gzip-packed. One that is not as its digest says is set
 * aside.
 * @returns what is kept; null where there is none
 * @throws RunError when it cannot be read
 */
export async function readPacked(path: string, reading: PackedReading): Promise<Buffer | null> {
  const { what, warn, most, patience = [] } = reading;
  let there = false;
  for (const pause of [0, ...patience]) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return null;
      throw fileFailure(cause, `${what} ${path} cannot be read`);
    });
    const body = bytes && verified(bytes);
    if (body) return unpack(body, { maxOutputLength: most });
    there = bytes !== null;
  }
  if (!there) return null;
  warn(`${what} ${path} is damaged; ${await setAside(path)} computed again`);
  return null;
}

/**
 * Writes such a file into the store in `folder`; a reader sees all of it or nothing.
 * @param what it is, as the beginning of a sentence
 * @returns its size and time, from before it had its name: those of no other file that somebody gives the same name
 * @throws RunError when it cannot be kept
 */
export async function writePacked(
  folder: string,
  path: string,
  content: string | Buffer,
  what: string,
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
    throw storeFailure(cause, `${what} cannot be kept in ${folder}`);
  }
  return facts;
}

/** Moves a damaged file out of the way, where the store can be written. */
async function setAside(path: string): Promise<string> {
  return rename(path, `${path}.damaged`).then(
    () => `it is set aside as ${path}.damaged and`,
    () => 'it is',
  );
}

/** What is packed when its digest and the line break after it are right, else null. */
function verified(bytes: Buffer): Buffer | null {
  const body = bytes.subarray(headLength);
  return bytes.toString('latin1', 0, headLength) === `${digest(body)}\n` ? body : null;
}

function digest(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
