import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Checkpoints, Moment, StageRows } from '../training/checkpoint.ts';
import { checkpointParts } from './checkpoint-bytes.ts';
import { checkpointFolder, checkpointName, loadCheckpoint, rowsName } from './checkpoint-folder.ts';
import { type ChunkFile, type ChunkMark, firstMark, openChunkFile } from './chunk-file.ts';
import { writeDurably } from './write-durably.ts';

const pack = promisify(gzip);

/** The checkpoints of one training in the store. */
export interface KeptCheckpoints extends Checkpoints {
  /** Removes all; for when the result is kept, or everything is to begin anew. */
  clear(): Promise<void>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

export interface CheckpointOptions {
  /** Seconds between two checkpoints; 0 saves whenever the one before is written. */
  readonly seconds: number;
  /** A clock in milliseconds that does not jump. */
  readonly now: () => number;
  readonly warn: (message: string) => void;
  /** Told the iteration of each checkpoint: once it is written, and when the training goes on from it. */
  readonly tell: (what: 'saved' | 'resumed', iteration: number) => void;
}

/** A checkpoint may take one part in so many of the time. */
const share = 50;
/** The end of an epoch is a good time after this part of the interval. */
const epochPart = 1 / 4;
/** Checkpoints that are kept: should the last one be damaged, there is the one before. */
const keptCheckpoints = 2;

/**
 * Opens the checkpoints of the training that will give the result `key`, in the store's folder
 * `checkpoints/<key>/`: `<iteration>.checkpoint` for the latest two, and `rows`, to which the rows between two are added.
 */
export function openCheckpoints(store: string, key: string, options: CheckpointOptions): KeptCheckpoints {
  const folder = checkpointFolder(store, key);
  const { now, warn, tell } = options;
  let file: ChunkFile | null = null;
  let mark: ChunkMark = firstMark;
  let kept: readonly number[] = [];
  let waiting: StageRows[] = [];
  let writing: Promise<void> | null = null;
  let latest = now();
  let cost = 0;
  let told = '';

  async function addRows(rows: readonly StageRows[]): Promise<void> {
    const estimates = rows.flatMap((one) => one.estimates);
    const curve = rows.flatMap((one) => one.curve);
    if (estimates.length + curve.length === 0) return;
    file ??= await openChunkFile(join(folder, rowsName), mark);
    mark = await file.append(await pack(JSON.stringify({ estimates, curve }), { level: 1 }));
  }

  async function write(moment: Moment): Promise<void> {
    const { iteration } = moment;
    await mkdir(folder, { recursive: true });
    await addRows(waiting);
    waiting = [];
    await writeDurably(join(folder, checkpointName(iteration)), checkpointParts(key, { moment, rows: mark }));
    kept = [...kept.filter((one) => one !== iteration), iteration];
    for (const old of kept.slice(0, -keptCheckpoints)) {
      await rm(join(folder, checkpointName(old)), { force: true });
    }
    kept = kept.slice(-keptCheckpoints);
    tell('saved', iteration);
  }

  async function tryToWrite(moment: Moment, rows: StageRows): Promise<void> {
    waiting.push(rows);
    const begun = now();
    try {
      await write(moment);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === undefined) throw cause;
      if (code !== told) warn(failureText(folder, message, kept.at(-1)));
      told = code;
    }
    latest = now();
    cost = latest - begun;
  }

  async function close(): Promise<void> {
    await writing;
    await file?.close();
    file = null;
  }

  return {
    async load() {
      const found = await loadCheckpoint(folder, key, warn);
      latest = now();
      if (!found) return null;
      mark = found.mark;
      kept = found.iterations;
      tell('resumed', found.checkpoint.iteration);
      return found.checkpoint;
    },
    due(epochEnds) {
      if (writing) return false;
      const interval = 1000 * options.seconds * (epochEnds ? epochPart : 1);
      return options.seconds === 0 || now() - latest >= Math.max(interval, share * cost);
    },
    async save(moment, rows) {
      const before = writing;
      const saving = (async () => {
        await before;
        const got = await rows;
        if (got) await tryToWrite(moment, got);
      })();
      writing = saving;
      await saving;
      if (writing === saving) writing = null;
    },
    async clear() {
      await close();
      await rm(folder, { recursive: true, force: true });
      mark = firstMark;
      kept = [];
    },
    close,
  };
}

function failureText(folder: string, message: string, latest: number | undefined): string {
  const from = latest === undefined ? 'its beginning' : `iteration ${latest}`;
  return (
    `the training cannot be saved in ${folder}: ${message}\n` +
    `  it goes on; if it is interrupted, the same command goes on from ${from}`
  );
}
