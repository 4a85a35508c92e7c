import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { makeFolder } from '../../src/node/make-folder.ts';
import type { RowSchedule } from '../../src/plan/plan.ts';
import { rowsBetween } from '../../src/plan/schedule.ts';
import type { Capture } from '../contract/capture.ts';
import type { Keeping } from '../contract/keeping.ts';
import { CapturesLost } from '../contract/kept-captures.ts';
import { type CaptureSeries, captureParts, seriesOf, seriesParts } from './capture-bytes.ts';
import { capturesBefore } from './capture-file.ts';
import { makeCaptureRoom } from './capture-room.ts';
import { ChunkFault, type ChunkFile, type ChunkMark, firstMark } from './chunk-file.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { captureRows, type StoredCaptures } from './stored-captures.ts';

/** A probe whose captures are kept. */
export interface KeptProbe {
  readonly name: string;
  /** Key of the captures in the store, and in the plan. */
  readonly key: string;
  readonly capture: string;
  /** Whether X and Y are the same in all rows. */
  readonly fixed: boolean;
  readonly pinned: boolean;
  readonly rows: RowSchedule;
  /** Keys in the store of the wanted estimates that read them. */
  readonly readers: readonly string[];
}

/** Up to where the captures of a probe are whole. */
export interface CaptureMark {
  readonly rows: number;
  readonly mark: ChunkMark;
}

/** By key in the store. */
export type CaptureMarks = Readonly<Record<string, CaptureMark>>;

export interface KeeperOptions {
  /** Key in the store of the training. */
  readonly training: string;
  /** Where they are written until they are whole: the folder of the training's checkpoints. */
  readonly folder: string;
  readonly writer: ChunkWriter;
  readonly captures: StoredCaptures;
  /** Bytes that captures which are not pinned may take in the store. */
  readonly budget: number;
  readonly warn: (message: string) => void;
  /** Aborted when another process has the training: nothing is written then. */
  readonly lost: AbortSignal;
}

/** Bytes that may wait to be written. */
const mostWaiting = 64e6;

/** Captures of one probe while they are written. */
interface Writing {
  readonly probe: KeptProbe;
  /** Null until the first row. */
  file: ChunkFile | null;
  series: CaptureSeries | null;
  from: ChunkMark;
  rows: number;
  /** What was asked for last; it comes after all before it, and never fails. */
  latest: Promise<void>;
  /** Given up: what is there already goes. */
  over: boolean;
}

/**
 * Keeps the captures of a training's probes, each in a folder beside its checkpoints, which hold marks up to which they are whole;
 * when the training is done they go to where captures are kept. What cannot be written is told of, and the training goes on.
 */
export class CaptureKeeper implements Keeping {
  readonly #writings: readonly (Writing | null)[];
  readonly #options: KeeperOptions;
  #waiting = 0;
  #told = false;
  #bug: unknown = null;

  /** @param probes by index; null for those that are not kept */
  constructor(probes: readonly (KeptProbe | null)[], options: KeeperOptions) {
    const begin = {
      file: null,
      series: null,
      from: firstMark,
      rows: 0,
      latest: Promise.resolve(),
      over: false,
    };
    this.#writings = probes.map((probe) => probe && { probe, ...begin });
    this.#options = options;
  }

  keeps(probe: number): boolean {
    const writing = this.#writings[probe];
    return writing != null && !writing.over && !this.#options.lost.aborted;
  }

  async add(probe: number, capture: Capture): Promise<void> {
    if (this.#bug !== null) throw this.#bug;
    if (!this.keeps(probe)) return;
    const writing = this.#writings[probe]!;
    const first = writing.series === null && writing.rows === 0;
    const series = writing.series ?? seriesOf(capture, writing.probe.fixed);
    writing.series = series;
    const parts = captureParts(capture, series);
    const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    this.#waiting += bytes;
    writing.rows++;
    const written = this.#then(writing, async (file) => {
      if (first) await file.append(seriesParts(series));
      await file.append(parts);
    }).finally(() => {
      this.#waiting -= bytes;
    });
    if (this.#waiting > mostWaiting) await written;
  }

  /** Up to where the captures that came so far are durable, once they are; those that could not be written are left out. */
  async marks(): Promise<CaptureMarks> {
    const marks = await Promise.all(this.#live().map((writing) => this.#mark(writing)));
    return Object.fromEntries(marks.filter((one) => one !== null));
  }

  /**
   * Goes on from a checkpoint at `iteration` with its marks. A probe of which rows before it are not there is not kept.
   * @param marks none for a training that begins anew
   */
  async resume(marks: CaptureMarks, iteration: number): Promise<void> {
    for (const writing of this.#live()) {
      const known = await this.#upTo(writing, marks, iteration);
      if (known) {
        writing.from = known.mark;
        writing.rows = known.rows;
      } else await this.#giveUp(writing);
    }
  }

  /**
   * Whether a training may go on from a checkpoint with these marks: all captures before it are there of probes that are pinned,
   * and of those that these estimates read, which have no rows in it.
   */
  async suffices(marks: CaptureMarks, iteration: number, estimates: readonly string[]): Promise<boolean> {
    const left = new Set(estimates);
    for (const writing of this.#live()) {
      const { pinned, readers } = writing.probe;
      const needed = readers.filter((one) => left.delete(one));
      if ((pinned || needed.length > 0) && !(await this.#upTo(writing, marks, iteration))) return false;
    }
    return left.size === 0;
  }

  async *before(probe: number): AsyncGenerator<Capture, void> {
    const writing = this.#writings[probe];
    if (!writing) return;
    try {
      yield* capturesBefore(this.#file(writing), writing.from);
    } catch (cause) {
      if (!(cause instanceof ChunkFault)) throw cause;
      throw new CapturesLost(`captures of probe ${writing.probe.name} are damaged`, { cause });
    }
  }

  /** For when the training is done: what was written goes to where captures are kept. */
  async finish(): Promise<void> {
    const { training, captures, budget } = this.#options;
    if (this.#bug !== null) throw this.#bug;
    for (const writing of this.#live()) {
      const { key, capture, pinned } = writing.probe;
      const marked = await this.#mark(writing);
      await this.#close(writing);
      const { rows = 0, mark = firstMark } = marked?.[1] ?? {};
      if (rows === 0 || this.#options.lost.aborted) continue;
      if (!pinned) await makeCaptureRoom(captures, mark.bytes, budget);
      await captures
        .take(this.#folder(writing), { format: 1, key, training, capture, rows, mark, pinned })
        .catch((cause: NodeJS.ErrnoException) => this.#fail(writing, cause));
    }
  }

  /** Closes what is open; what was written stays for a training that goes on. */
  async close(): Promise<void> {
    for (const writing of this.#writings) if (writing) await this.#close(writing);
  }

  /** The mark of a probe that has all its rows before an iteration; null when there is none. */
  async #upTo(writing: Writing, marks: CaptureMarks, iteration: number): Promise<CaptureMark | null> {
    const { key, rows } = writing.probe;
    const known = marks[key];
    if (known && (await sizeOf(this.#file(writing))) >= known.mark.bytes) return known;
    return rowsBetween(rows, 0, iteration - 1) === null ? { rows: 0, mark: firstMark } : null;
  }

  #live(): Writing[] {
    return this.#writings.filter((writing) => writing !== null).filter(({ over }) => !over);
  }

  async #mark(writing: Writing): Promise<[string, CaptureMark] | null> {
    const { rows, from } = writing;
    let mark = from;
    if (writing.file || writing.series) {
      await this.#then(writing, async (file) => {
        mark = await file.flush();
      });
    }
    return writing.over ? null : [writing.probe.key, { rows, mark }];
  }

  /** Does something with the file after all that was asked before. */
  #then(writing: Writing, act: (file: ChunkFile) => Promise<void>): Promise<void> {
    writing.latest = writing.latest.then(async () => {
      if (writing.over || this.#options.lost.aborted) return;
      try {
        if (!writing.file) {
          await makeFolder(this.#folder(writing));
          writing.file = await this.#options.writer.open(this.#file(writing), writing.from);
        }
        await act(writing.file);
      } catch (cause) {
        await this.#fail(writing, cause as NodeJS.ErrnoException);
      }
    });
    return writing.latest;
  }

  async #fail(writing: Writing, cause: NodeJS.ErrnoException): Promise<void> {
    if (cause.code === undefined) this.#bug ??= cause;
    else if (!this.#told) {
      const what = `the captures of probe ${writing.probe.name} cannot be kept`;
      this.#options.warn(`${fileFailure(cause, what).message}\n  the training goes on without`);
    }
    this.#told = true;
    await this.#giveUp(writing);
  }

  async #giveUp(writing: Writing): Promise<void> {
    writing.over = true;
    await writing.file?.close().catch(() => {});
    writing.file = null;
    if (this.#options.lost.aborted) return;
    await rm(this.#folder(writing), { recursive: true, force: true }).catch(() => {});
  }

  async #close(writing: Writing): Promise<void> {
    await writing.latest;
    const { file } = writing;
    writing.file = null;
    await file?.close().catch(() => {});
  }

  #folder({ probe: { key } }: Writing): string {
    return join(this.#options.folder, `captures-${key}`);
  }

  #file(writing: Writing): string {
    return join(this.#folder(writing), captureRows);
  }
}

/** Bytes of a file; -1 where there is none. */
function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  );
}
