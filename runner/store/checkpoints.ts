import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { makeFolder } from '../../src/node/make-folder.ts';
import { writeDurably } from '../../src/node/write-durably.ts';
import type { Checkpoint, Checkpoints, Moment, StageRows } from '../contract/checkpoint.ts';
import type { Hold } from '../contract/hold.ts';
import type { CaptureKeeper, CaptureMarks } from './capture-keeper.ts';
import { checkpointParts } from './checkpoint-bytes.ts';
import { checkpointFolder, checkpointName, joinRows, loadCheckpoint, rowsName } from './checkpoint-folder.ts';
import { type ChunkFile, type ChunkMark, firstMark, openChunkFile } from './chunk-file.ts';

const pack = promisify(gzip);

export interface CheckpointOptions {
  /** Seconds between two checkpoints; 0 saves whenever the one before is written. */
  readonly seconds: number;
  /** A clock in milliseconds that does not jump. */
  readonly now: () => number;
  readonly warn: (message: string) => void;
  /** Told the iteration of each checkpoint: once it is written, and when the training goes on from it. */
  readonly tell: (what: 'saved' | 'resumed', iteration: number) => void;
  /** Captures that are kept beside the training. */
  readonly captures: Pick<CaptureKeeper, 'marks' | 'suffices' | 'resume'>;
  /** The lease: nothing is written or removed where another worker has it. */
  readonly hold: Pick<Hold, 'holds'>;
}

/** A checkpoint may take one part in so many of the time. */
const share = 50;
/** The end of an epoch is a good time after this part of the interval. */
const epochPart = 1 / 4;
/** Checkpoints that are kept: should the last one be damaged, there is the one before. */
const keptCheckpoints = 2;

/**
 * The checkpoints of the training that has `key` in the store, in the store's folder `checkpoints/<key>/`:
 * `<iteration>.checkpoint` for the latest two, and `rows`, to which the rows between two are added. They are written
 * while the training goes on, one after the other.
 */
export class KeptCheckpoints implements Checkpoints {
  readonly #folder: string;
  readonly #key: string;
  readonly #options: CheckpointOptions;
  #rows: ChunkFile | null = null;
  /** End of the rows that the latest checkpoint stands for. */
  #mark: ChunkMark = firstMark;
  /** Iterations of the checkpoints that are there, in order. */
  #kept: readonly number[] = [];
  /** Rows that came and could not be written yet. */
  #waiting: StageRows[] = [];
  #writing: Promise<void> | null = null;
  /** When the latest one was done, and the milliseconds it took. */
  #latest: number;
  #cost = 0;
  /** Code of the failure that was told of last. */
  #told = '';

  constructor(store: string, key: string, options: CheckpointOptions) {
    this.#folder = checkpointFolder(store, key);
    this.#key = key;
    this.#options = options;
    this.#latest = options.now();
  }

  async load(estimates: readonly string[]): Promise<Checkpoint | null> {
    const { now, warn, tell, captures } = this.#options;
    const suffices = captures.suffices.bind(captures);
    const found = await loadCheckpoint(this.#folder, { key: this.#key, estimates, suffices }, warn);
    this.#latest = now();
    await captures.resume(found?.captures ?? {}, found?.checkpoint.iteration ?? 0);
    if (!found) return null;
    this.#mark = found.mark;
    this.#kept = found.iterations;
    tell('resumed', found.checkpoint.iteration);
    return found.checkpoint;
  }

  due(epochEnds: boolean): boolean {
    if (this.#writing) return false;
    const { seconds, now } = this.#options;
    const interval = 1000 * seconds * (epochEnds ? epochPart : 1);
    return seconds === 0 || now() - this.#latest >= Math.max(interval, share * this.#cost);
  }

  async save(moment: Moment, rows: Promise<StageRows | null>): Promise<void> {
    const marks = this.#options.captures.marks();
    const saving = this.#saveAfter(this.#writing, moment, rows, marks);
    this.#writing = saving;
    await saving;
    if (this.#writing === saving) this.#writing = null;
  }

  /** Removes all; for when the result is kept, or everything is to begin anew. */
  async clear(): Promise<void> {
    await this.close();
    if (!(await this.#options.hold.holds())) return;
    await rm(this.#folder, { recursive: true, force: true });
    this.#mark = firstMark;
    this.#kept = [];
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#rows?.close();
    this.#rows = null;
  }

  async #saveAfter(
    before: Promise<void> | null,
    moment: Moment,
    coming: Promise<StageRows | null>,
    marks: Promise<CaptureMarks>,
  ): Promise<void> {
    await before;
    const rows = await coming;
    const captures = await marks;
    if (!rows) return;
    this.#waiting.push(rows);
    const { now, warn } = this.#options;
    const begun = now();
    try {
      await this.#write(moment, captures);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === undefined) throw cause;
      if (code !== this.#told) warn(this.#failureText(message));
      this.#told = code;
    }
    this.#latest = now();
    this.#cost = this.#latest - begun;
  }

  async #write(moment: Moment, captures: CaptureMarks): Promise<void> {
    const { iteration } = moment;
    const { hold } = this.#options;
    if (!(await hold.holds())) return;
    const pathOf = (one: number) => join(this.#folder, checkpointName(one));
    await makeFolder(this.#folder);
    const estimates = await this.#addRows();
    const saved = { moment, rows: this.#mark, estimates, captures };
    const parts = checkpointParts(this.#key, saved);
    if (!(await writeDurably(pathOf(iteration), parts, () => hold.holds()))) return;
    const all = [...this.#kept.filter((one) => one !== iteration), iteration];
    this.#kept = all.slice(-keptCheckpoints);
    for (const old of all.slice(0, -keptCheckpoints)) await rm(pathOf(old), { force: true });
    this.#options.tell('saved', iteration);
  }

  /** @returns the estimates that have all their rows there */
  async #addRows(): Promise<readonly string[]> {
    const estimates = Object.keys(this.#waiting.at(-1)!.estimates);
    const rows = joinRows(this.#waiting, estimates);
    const count = Object.values(rows.estimates).reduce(
      (sum, { iterations }) => sum + iterations.length,
      rows.curve.length,
    );
    if (count > 0) {
      this.#rows ??= await openChunkFile(join(this.#folder, rowsName), this.#mark);
      try {
        await this.#rows.append([await pack(JSON.stringify(rows), { level: 1 })]);
        this.#mark = await this.#rows.flush();
      } catch (cause) {
        // opened again it goes on from the mark
        await this.#rows.close();
        this.#rows = null;
        throw cause;
      }
    }
    this.#waiting = [];
    return estimates;
  }

  #failureText(message: string): string {
    const latest = this.#kept.at(-1);
    const from = latest === undefined ? 'its beginning' : `iteration ${latest}`;
    return (
      `the training cannot be saved in ${this.#folder}: ${message}\n` +
      `  it goes on; if it is interrupted, the same command goes on from ${from}`
    );
  }
}
