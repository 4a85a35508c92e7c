import { hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from '../../src/node/read-regular-file.ts';
import { writeDurably } from '../../src/node/write-durably.ts';
import type { ResultInputs } from '../contract/stage-result.ts';

/** In the folder of a store. */
const fileName = 'results.jsonl';
/** Bytes that are appended at once, in whole lines; a longer line is a write of its own. */
const writtenAtOnce = 2 ** 16;

/** What a kept result was made from, but for its settings. */
export interface ResultOrigin extends Omit<ResultInputs, 'content'> {
  /** Of a training: keys in the plan of those that it waits for, as its settings name them. */
  readonly requires?: readonly string[];
}

/** A kept result, noted so that nobody has to open its file to know of it. */
export interface ResultNote {
  /** Of its file when that was written: a note counts as long as both are still so. */
  readonly size: number;
  /** Milliseconds. */
  readonly mtimeMs: number;
  /** `older`: its form is not read any more. */
  readonly origin: ResultOrigin | 'older';
}

/** What a kept value says that it was made from; `older` where it does not, as it has a form that is not read any more. */
export function inputsOf(value: unknown): ResultInputs | 'older' {
  const inputs = isObject(value) && isObject(value.inputs) ? value.inputs : {};
  return 'of' in inputs && 'training' in inputs ? (inputs as Partial<ResultInputs> as ResultInputs) : 'older';
}

/** What is noted of it. */
export function originOf(inputs: ResultInputs | 'older'): ResultNote['origin'] {
  if (inputs === 'older') return inputs;
  const { content, ...origin } = inputs;
  const { requires } = content;
  return Array.isArray(requires) ? { ...origin, requires: requires.map(String) } : origin;
}

/**
 * The notes of a store by the keys of its results, none where the list is lost. A line is a JSON array: the beginning of the SHA-256
 * of the rest of its text, key, size, time, origin. Lines that are torn, damaged or of something else are passed over; of two for one key
 * the later one counts.
 */
export function readNotes(store: string): ReadonlyMap<string, ResultNote> {
  const notes = new Map<string, ResultNote>();
  for (const line of textOf(join(store, fileName)).split('\n')) {
    const found = noteOf(line);
    if (found) notes.set(...found);
  }
  return notes;
}

/**
 * Adds notes to those of a store. Nothing depends on them but speed: where they cannot be written, or come to lie in the lines of
 * another process, as a shared file system may have it, results are opened again.
 */
export async function addNotes(store: string, notes: ReadonlyMap<string, ResultNote>): Promise<void> {
  const lines = [...notes].map(lineOf);
  try {
    const file = await open(join(store, fileName), appending, 0o666);
    try {
      for (let from = 0, to = 1; from < lines.length; from = to++) {
        let length = lines[from]!.length;
        while (to < lines.length && length + lines[to]!.length <= writtenAtOnce)
          length += lines[to++]!.length;
        // begins anew after a line that was torn
        await file.write(`\n${lines.slice(from, to).join('')}`);
      }
    } finally {
      await file.close();
    }
  } catch {
    // told of where a result cannot be kept
  }
}

/** Replaces the notes of a store, in one step; those that are added by others meanwhile may be lost. */
export async function replaceNotes(store: string, notes: ReadonlyMap<string, ResultNote>): Promise<void> {
  await writeDurably(join(store, fileName), [[...notes].map(lineOf).join('')]).catch(() => {});
}

/** Neither waits for the other end of a pipe nor writes where a link leads. */
const appending =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NONBLOCK ?? 0) |
  (constants.O_NOFOLLOW ?? 0);

function lineOf([key, { size, mtimeMs, origin }]: readonly [string, ResultNote]): string {
  const rest = JSON.stringify([key, size, mtimeMs, origin]).slice(1);
  return `["${sumOf(rest)}",${rest}\n`;
}

/** Null for a line that is no note. */
function noteOf(line: string): [string, ResultNote] | null {
  const rest = line.slice(sumLength + 4);
  if (rest === '' || line.slice(0, sumLength + 4) !== `["${sumOf(rest)}",`) return null;
  const [key, size, mtimeMs, origin] = parsed(`[${rest}`);
  const sound = typeof key === 'string' && typeof size === 'number' && typeof mtimeMs === 'number';
  if (!sound || !(origin === 'older' || isOrigin(origin))) return null;
  return [key, { size, mtimeMs, origin }];
}

/** What a JSON array holds; nothing where a text is none. */
function parsed(text: string): readonly unknown[] {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}

const sumLength = 16;

function sumOf(text: string): string {
  return hash('sha256', text).slice(0, sumLength);
}

function textOf(path: string): string {
  try {
    return readRegularFile(path).toString('utf8');
  } catch {
    return '';
  }
}

function isOrigin(value: unknown): value is ResultOrigin {
  return isObject(value) && 'of' in value && 'training' in value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
