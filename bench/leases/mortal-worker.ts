import type { LeaseFiles } from '../../runner/workers/leases/lease-files.ts';
import type { SharedFiles } from './shared-files.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How a worker fares. Shares of its calls. */
export interface Fate {
  readonly random: () => number;
  readonly deaths: number;
  readonly stops: number;
  readonly died: () => void;
}

/** Milliseconds for which it is stopped. */
const stop = 120_000;

/** A process on a machine of its own, which may die, stand still or be cut off at any call. */
export class MortalWorker {
  ended = false;
  readonly name: string;
  readonly #files: SharedFiles;
  readonly #time: VirtualTime;
  readonly #fate: Fate;
  #dead = false;
  #until = 0;
  #cutUntil = 0;

  constructor(name: string, files: SharedFiles, time: VirtualTime, fate: Fate) {
    this.name = name;
    this.#files = files;
    this.#time = time;
    this.#fate = fate;
  }

  /** It does nothing for a while, as when its machine swaps or its job is suspended. */
  standStill(milliseconds: number): void {
    this.#until = this.#time.now() + milliseconds;
  }

  /** Its calls are not served for a while, and it goes on with what needs none. */
  cutOff(milliseconds: number): void {
    this.#cutUntil = this.#time.now() + milliseconds;
  }

  /** Never resolves. */
  die(): Promise<never> {
    if (!this.#dead && !this.ended) {
      this.#dead = true;
      this.#fate.died();
    }
    return new Promise(() => {});
  }

  async sleep(milliseconds: number): Promise<void> {
    await this.#time.sleep(milliseconds);
    return this.#live();
  }

  /** Files below a root, as its machine sees them. It may die before a call, and after it before it hears the answer. */
  files(root: string): LeaseFiles {
    const files = this.#files.asSeenBy(this.name, root);
    const call = async <T>(action: () => Promise<T>): Promise<T> => {
      await this.#live();
      const { random, deaths, stops } = this.#fate;
      const moment = random();
      if (moment < deaths / 2) return this.die();
      if (this.#time.now() < this.#cutUntil) await this.#time.sleep(this.#cutUntil - this.#time.now());
      const answer = await action();
      if (moment < deaths) return this.die();
      if (random() < stops) this.standStill(stop);
      await this.#live();
      return answer;
    };
    return {
      list: (folder) => call(() => files.list(folder)),
      read: (path) => call(() => files.read(path)),
      create: (path, text) => call(() => files.create(path, text)),
      write: (path, text) => call(() => files.write(path, text)),
      remove: (path) => call(() => files.remove(path)),
    };
  }

  async #live(): Promise<void> {
    if (this.#dead) await this.die();
    if (this.#time.now() < this.#until) await this.#time.sleep(this.#until - this.#time.now());
  }
}
