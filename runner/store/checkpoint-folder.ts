import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RunError } from '../../src/node/run-error.ts';
import { unfinished } from '../../src/node/write-durably.ts';
import { joinKeptRows } from '../../src/table/kept-rows.ts';
import type { Checkpoint, StageRows } from '../contract/checkpoint.ts';
import type { CaptureMarks } from './capture-keeper.ts';
import { checkpointHeader, readCheckpoint } from './checkpoint-bytes.ts';
import { type ChunkMark, readChunks } from './chunk-file.ts';

const unpack = promisify(gunzip);

/** The file of rows beside the checkpoints. */
export const rowsName = 'rows';

const suffix = '.checkpoint';

/** Folder of the checkpoints of the training that has `key` in the store. */
export function checkpointFolder(store: string, key: string): string {
  return join(store, 'checkpoints', key);
}

/** Name of the checkpoint at `iteration` in that folder. */
export function checkpointName(iteration: number): string {
  return `${iteration}${suffix}`;
}

/** A checkpoint that is whole, and what goes on from it needs to know. */
export interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Where its rows end. */
  readonly mark: ChunkMark;
  /** Up to where captures are whole. */
  readonly captures: CaptureMarks;
  /** Iterations of all checkpoints up to it, in order. */
  readonly iterations: readonly number[];
}

/** What a checkpoint must be of, and have. */
interface Sought {
  readonly key: string;
  readonly estimates: readonly string[];
  /** Whether captures with these marks will do for a training that goes on from an iteration without rows of these estimates. */
  readonly suffices: (
    captures: CaptureMarks,
    iteration: number,
    unread: readonly string[],
  ) => Promise<boolean>;
}

/**
 * The latest checkpoint of a folder that is whole and has all rows, or captures, of these estimates, with those rows; null when there is none.
 * Damaged ones are told of and set aside; later ones that lack an estimate and files that were never finished are removed.
 */
export async function loadCheckpoint(
  folder: string,
  sought: Sought,
  warn: (message: string) => void,
): Promise<FoundCheckpoint | null> {
  try {
    const iterations = await tidy(folder);
    const damaged: string[] = [];
    let found: FoundCheckpoint | null = null;
    while (!found && iterations.length > 0) {
      const loaded = await tryToLoad(folder, sought, iterations);
      if (loaded !== null && loaded !== 'lacking') found = loaded;
      else {
        const path = join(folder, checkpointName(iterations.pop()!));
        if (loaded === 'lacking') await rm(path, { force: true });
        else damaged.push(await setAside(path));
      }
    }
    if (damaged.length > 0 && !found) await setAside(join(folder, rowsName));
    const next = found ? `goes on from iteration ${found.checkpoint.iteration}` : 'begins again';
    for (const path of damaged) {
      warn(`the checkpoint ${path} is damaged; it is set aside as ${path}.damaged, and the training ${next}`);
    }
    return found;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw new RunError(`the checkpoints in ${folder} cannot be read: ${(cause as Error).message}`, {
      hint: 'give access, or leave them aside with --fresh',
      cause,
    });
  }
}

/** The iteration of the latest checkpoint of a folder, whole or not; null when there is none. */
export async function savedAt(folder: string): Promise<number | null> {
  return iterationsIn(await namesIn(folder)).at(-1) ?? null;
}

/** The estimates that the latest checkpoint of a folder has rows of; none where there is no readable one. */
export async function checkpointEstimates(folder: string): Promise<readonly string[]> {
  const latest = await savedAt(folder);
  if (latest === null) return [];
  const bytes = await readFile(join(folder, checkpointName(latest))).catch(() => Buffer.alloc(0));
  return checkpointHeader(bytes)?.estimates ?? [];
}

/** Removes unfinished files; gives the iterations of the others in order. */
async function tidy(folder: string): Promise<number[]> {
  const names = await namesIn(folder);
  for (const name of names.filter((one) => one.startsWith(unfinished))) {
    await rm(join(folder, name), { force: true });
  }
  return iterationsIn(names);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
}

function iterationsIn(names: readonly string[]): number[] {
  return names
    .filter((name) => /^\d+\.checkpoint$/.test(name))
    .map((name) => Number(name.slice(0, -suffix.length)))
    .sort((a, b) => a - b);
}

/** Null for a damaged one. */
async function tryToLoad(
  folder: string,
  { key, estimates, suffices }: Sought,
  iterations: readonly number[],
): Promise<FoundCheckpoint | 'lacking' | null> {
  const iteration = iterations.at(-1)!;
  const saved = readCheckpoint(key, await readFile(join(folder, checkpointName(iteration))));
  if (saved?.moment.iteration !== iteration) return null;
  const there = new Set(saved.estimates);
  const unread = estimates.filter((one) => !there.has(one));
  if (!(await suffices(saved.captures, iteration, unread))) return 'lacking';
  const chunks = await readChunks(join(folder, rowsName), saved.rows);
  if (!chunks) return null;
  const rows = await Promise.all(
    chunks.map(async (chunk) => JSON.parse((await unpack(chunk)).toString('utf8')) as StageRows),
  );
  const checkpoint = { ...saved.moment, ...joinRows(rows, estimates), unread };
  return { checkpoint, mark: saved.rows, captures: saved.captures, iterations: [...iterations] };
}

/** Rows that came one after the other, as one: those of these estimates, the whole curve, and the latest means. */
export function joinRows(parts: readonly StageRows[], estimates: readonly string[]): StageRows {
  const means = parts.at(-1)?.means ?? {};
  return {
    estimates: Object.fromEntries(
      estimates.map((key) => [key, joinKeptRows(parts.flatMap((part) => part.estimates[key] ?? []))]),
    ),
    curve: parts.flatMap(({ curve }) => curve),
    means: Object.fromEntries(estimates.flatMap((key) => (means[key] ? [[key, means[key]]] : []))),
  };
}

/** @returns the path as it was */
async function setAside(path: string): Promise<string> {
  await rename(path, `${path}.damaged`).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
  });
  return path;
}

/** Rows of a training as far as its latest checkpoint goes. */
export interface RowsSoFar {
  readonly iteration: number;
  readonly rows: StageRows;
}

/**
 * The rows up to the latest checkpoint of a folder that can be read, of all estimates that it has; null where there is none. Looks only:
 * nothing is removed or set aside, so that it may be asked while a training goes on.
 */
export async function rowsSoFar(folder: string, key: string): Promise<RowsSoFar | null> {
  const iterations = iterationsIn(await namesIn(folder).catch(() => []));
  for (const iteration of iterations.reverse()) {
    const path = join(folder, checkpointName(iteration));
    const saved = readCheckpoint(key, await readFile(path).catch(() => Buffer.alloc(0)));
    const chunks = saved && (await readChunks(join(folder, rowsName), saved.rows).catch(() => null));
    if (!saved || !chunks) continue;
    const parts = await Promise.all(
      chunks.map(async (chunk) => JSON.parse((await unpack(chunk)).toString('utf8')) as StageRows),
    );
    return { iteration, rows: joinRows(parts, saved.estimates) };
  }
  return null;
}
