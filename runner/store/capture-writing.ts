import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../src/node/make-folder.ts';
import type { RowSchedule } from '../../src/plan/plan.ts';
import { rowsBetween } from '../../src/plan/schedule.ts';
import type { Capture } from '../contract/capture.ts';
import type { Hold } from '../contract/hold.ts';
import { CapturesLost } from '../contract/kept-captures.ts';
import { type CaptureSeries, captureParts, seriesOf, seriesParts } from './capture-bytes.ts';
import { capturesBefore } from './capture-file.ts';
import { ChunkFault, type ChunkFile, type ChunkMark, firstMark } from './chunk-file.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { captureRows } from './stored-captures.ts';

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

export interface WritingOptions {
  /** In which each probe has a folder for its captures until they are whole. */
  readonly folder: string;
  readonly writer: ChunkWriter;
  /** The lease: nothing is written or removed where another process has the training. */
  readonly hold: Hold;
  /** Told why the captures of a probe cannot be kept. */
  readonly failed: (probe: KeptProbe, cause: Error) => void;
}

/** Milliseconds that a look at the lease may be old when a capture is added. */
const appendAge = 1_000;

/** The captures of one probe while they are written. */
export class CaptureWriting {
  readonly probe: KeptProbe;
  readonly folder: string;
  readonly #options: WritingOptions;
  #from = firstMark;
  #rows = 0;
  #series: CaptureSeries | null = null;
  /** Null until there is something to be written. */
  #file: ChunkFile | null = null;
  /** What was asked for last; it comes after all before it, and never fails. */
  #latest: Promise<void> = Promise.resolve();
  #over = false;

  constructor(probe: KeptProbe, options: WritingOptions) {
    this.probe = probe;
    this.folder = join(options.folder, `captures-${probe.key}`);
    this.#options = options;
  }

  /** Whether they were given up: what was there already is gone. */
  get over(): boolean {
    return this.#over;
  }

  /** Adds a capture. @returns its bytes, and when they are written */
  add(capture: Capture): { readonly bytes: number; readonly written: Promise<void> } {
    const first = this.#rows === 0;
    this.#series ??= seriesOf(capture, this.probe.fixed);
    const series = this.#series;
    const parts = captureParts(capture, series);
    this.#rows++;
    const written = this.#then(async (file) => {
      if (first) await file.append(seriesParts(series));
      await file.append(parts);
    });
    return { bytes: parts.reduce((sum, part) => sum + part.byteLength, 0), written };
  }

  /** Up to where the captures so far are durable, once they are; null when they could not be written. */
  async mark(): Promise<CaptureMark | null> {
    const rows = this.#rows;
    let mark = this.#from;
    if (this.#series) {
      await this.#then(async (file) => {
        mark = await file.flush();
      });
    }
    return this.#over ? null : { rows, mark };
  }

  /** Of marks the own one, when all rows before an iteration are there; null when they are not. */
  async upTo(marks: Readonly<Record<string, CaptureMark>>, iteration: number): Promise<CaptureMark | null> {
    const { key, rows } = this.probe;
    const known = marks[key];
    if (known && (await sizeOf(this.#path)) >= known.mark.bytes) return known;
    return rowsBetween(rows, 0, iteration - 1) === null ? { rows: 0, mark: firstMark } : null;
  }

  /** What is added comes after a mark; what stands there is cut off. */
  goOnFrom({ rows, mark }: CaptureMark): void {
    this.#rows = rows;
    this.#from = mark;
  }

  /** The captures up to where it goes on from. @throws CapturesLost when they are damaged */
  async *before(): AsyncGenerator<Capture, void> {
    try {
      yield* capturesBefore(this.#path, this.#from);
    } catch (cause) {
      if (!(cause instanceof ChunkFault)) throw cause;
      throw new CapturesLost(`captures of probe ${this.probe.name} are damaged`, { cause });
    }
  }

  async giveUp(): Promise<void> {
    this.#over = true;
    await this.#file?.close().catch(() => {});
    this.#file = null;
    if (!(await this.#options.hold.holds())) return;
    await rm(this.folder, { recursive: true, force: true }).catch(() => {});
  }

  /** Waits for what was asked, and closes the file. */
  async close(): Promise<void> {
    await this.#latest;
    await this.#file?.close().catch(() => {});
    this.#file = null;
  }

  get #path(): string {
    return join(this.folder, captureRows);
  }

  /** Does something with the file after all that was asked before. */
  #then(act: (file: ChunkFile) => Promise<void>): Promise<void> {
    this.#latest = this.#latest.then(async () => {
      if (this.#over || !(await this.#options.hold.holds(appendAge))) return;
      try {
        if (!this.#file) {
          await makeFolder(this.folder);
          this.#file = await this.#options.writer.open(this.#path, this.#from);
        }
        await act(this.#file);
      } catch (cause) {
        this.#options.failed(this.probe, cause as Error);
        await this.giveUp();
      }
    });
    return this.#latest;
  }
}

/** Bytes of a file; -1 where there is none. */
function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  );
}
