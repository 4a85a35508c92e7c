import { fileFailure } from '../../src/node/machine-failure.ts';
import type { Capture } from '../contract/capture.ts';
import type { Hold } from '../contract/hold.ts';
import type { Keeping } from '../contract/keeping.ts';
import { makeCaptureRoom } from './capture-room.ts';
import { type CaptureMark, CaptureWriting, type KeptProbe } from './capture-writing.ts';
import { firstMark } from './chunk-file.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import type { CaptureStore } from './stored-captures.ts';

/** Up to where captures are whole, by their key in the store. */
export type CaptureMarks = Readonly<Record<string, CaptureMark>>;

export interface KeeperOptions {
  /** Key in the store of the training. */
  readonly training: string;
  /** Where they are written until they are whole: the folder of the training's checkpoints. */
  readonly folder: string;
  readonly writer: ChunkWriter;
  readonly captures: CaptureStore;
  /** Bytes that captures which are not pinned may take in the store. */
  readonly budget: number;
  readonly warn: (message: string) => void;
  /** The lease: nothing is written where another process has the training. */
  readonly hold: Hold;
}

/** Bytes that may wait to be written. */
const mostWaiting = 64e6;

/**
 * Keeps the captures of a training's probes, each in a folder beside its checkpoints, which hold marks up to which they are whole;
 * when the training is done they go to where captures are kept. What cannot be written is told of, and the training goes on.
 */
export class CaptureKeeper implements Keeping {
  readonly #writings: readonly (CaptureWriting | null)[];
  readonly #options: KeeperOptions;
  #waiting = 0;
  #told = false;
  #bug: unknown = null;

  /** @param probes by index; null for those that are not kept */
  constructor(probes: readonly (KeptProbe | null)[], options: KeeperOptions) {
    const failed = (probe: KeptProbe, cause: Error) => this.#note(probe, cause);
    this.#writings = probes.map((probe) => probe && new CaptureWriting(probe, { ...options, failed }));
    this.#options = options;
  }

  keeps(probe: number): boolean {
    const writing = this.#writings[probe];
    return writing != null && !writing.over && !this.#options.hold.lost.aborted;
  }

  async add(probe: number, capture: Capture): Promise<void> {
    if (this.#bug !== null) throw this.#bug;
    if (!this.keeps(probe)) return;
    const { bytes, written } = this.#writings[probe]!.add(capture);
    this.#waiting += bytes;
    const done = written.then(() => {
      this.#waiting -= bytes;
    });
    if (this.#waiting > mostWaiting) await done;
  }

  /** Up to where the captures that came so far are durable, once they are; those that could not be written are left out. */
  async marks(): Promise<CaptureMarks> {
    const marks = await Promise.all(
      this.#live().map(async (writing) => [writing.probe.key, await writing.mark()] as const),
    );
    return Object.fromEntries(
      marks.flatMap(([key, mark]): [string, CaptureMark][] => (mark ? [[key, mark]] : [])),
    );
  }

  /**
   * Goes on from a checkpoint at `iteration` with its marks. A probe of which rows before it are not there is not kept.
   * @param marks none for a training that begins anew
   */
  async resume(marks: CaptureMarks, iteration: number): Promise<void> {
    for (const writing of this.#live()) {
      const mark = await writing.upTo(marks, iteration);
      if (mark) writing.goOnFrom(mark);
      else await writing.giveUp();
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
      if ((pinned || needed.length > 0) && !(await writing.upTo(marks, iteration))) return false;
    }
    return left.size === 0;
  }

  async *before(probe: number): AsyncGenerator<Capture, void> {
    yield* this.#writings[probe]?.before() ?? [];
  }

  /** For when the training is done: what was written goes to where captures are kept. */
  async finish(): Promise<void> {
    const { training, captures, budget, hold } = this.#options;
    for (const writing of this.#live()) {
      const { key, capture, pinned } = writing.probe;
      const { rows = 0, mark = firstMark } = (await writing.mark()) ?? {};
      await writing.close();
      if (rows === 0 || !(await hold.holds())) continue;
      if (!pinned) await makeCaptureRoom(captures, mark.bytes, budget);
      await captures
        .take(writing.folder, { format: 1, key, training, capture, rows, mark, pinned })
        .catch(async (cause: Error) => {
          this.#note(writing.probe, cause);
          await writing.giveUp();
        });
    }
    if (this.#bug !== null) throw this.#bug;
  }

  /**
   * Removes what `finish` kept, but what is pinned: for when there is no room for the results.
   * @returns whether there was anything
   */
  async discard(): Promise<boolean> {
    const cached = this.#live().filter(({ probe }) => !probe.pinned);
    for (const { probe } of cached) {
      await this.#options.captures.remove(probe.key);
      this.#note(probe, Object.assign(new Error('no room'), { code: 'ENOSPC' }));
    }
    return cached.length > 0;
  }

  /** Closes what is open; what was written stays for a training that goes on. */
  async close(): Promise<void> {
    for (const writing of this.#writings) await writing?.close();
  }

  #live(): CaptureWriting[] {
    return this.#writings.filter((writing) => writing !== null).filter(({ over }) => !over);
  }

  /** Tells once of what the system refuses; anything else is a bug, which comes out at the next call. */
  #note({ name }: KeptProbe, cause: Error): void {
    if ((cause as NodeJS.ErrnoException).code === undefined) this.#bug ??= cause;
    else if (!this.#told) {
      const { message } = fileFailure(cause, `the captures of probe ${name} cannot be kept`);
      this.#options.warn(`${message}\n  the training goes on without`);
      this.#told = true;
    }
  }
}
