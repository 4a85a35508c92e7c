import type { LeaseFiles } from './lease-files.ts';
import { leaseFile } from './lease-record.ts';

/** Milliseconds that a look at an own lease may take and be believed. */
const lookAge = 1_000;
/** Looks in a row, where the files are so slow that each takes longer. */
const mostLooks = 3;

/** A lease that this worker has, as long as nobody took it over. */
export class HeldLease {
  readonly generation: number;
  readonly lost = new AbortController();
  readonly #key: string;
  readonly #files: LeaseFiles;
  readonly #now: () => number;
  /** When it was last looked at. */
  #seen = Number.NEGATIVE_INFINITY;
  #over = false;

  constructor(key: string, generation: number, files: LeaseFiles, now: () => number) {
    this.#key = key;
    this.generation = generation;
    this.#files = files;
    this.#now = now;
  }

  /** It was given back: what is seen from here on tells nothing. */
  end(): void {
    this.#over = true;
  }

  /** Looks whether it is still held: its file is there, and none of the next generation. */
  async look(): Promise<boolean> {
    const read = (generation: number) => this.#files.read(leaseFile(this.#key, generation));
    const taken = (await read(this.generation + 1)) !== null || (await read(this.generation)) === null;
    if (this.#over) return false;
    if (taken) this.lost.abort();
    this.#seen = this.#now();
    return !taken;
  }

  /** The same for who is about to write: where it was stopped during the look it looks again. See `Hold`. */
  async holds(age = 0): Promise<boolean> {
    if (age > 0 && this.#now() - this.#seen <= age) return !this.lost.signal.aborted;
    for (let looks = 1; ; looks++) {
      const asked = this.#now();
      if (this.lost.signal.aborted || !(await this.look())) return false;
      if (this.#now() - asked <= lookAge || looks === mostLooks) return true;
    }
  }
}
