import type { LeaseFiles } from '../../runner/workers/leases/lease-files.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How a file system that many machines share behaves. Times in milliseconds. */
export interface SharedFilesSettings {
  /** Median of the way to the server and back; one call in a hundred takes fifty times that. */
  readonly latency: number;
  /** What the server takes for a call. It does one after the other. */
  readonly service: number;
  /** Longest time for which others do not see that a file was made or removed. */
  readonly staleness: number;
  /** Share of files that are made whose maker is told that they were there already: its first answer was lost. */
  readonly lostAnswers: number;
  /** Share of the calls whose answers come up to `slowest` late. */
  readonly slowAnswers: number;
  /** How long it is away, how often; never where that is 0. */
  readonly outage: number;
  readonly outageEvery: number;
  readonly random: () => number;
  readonly time: VirtualTime;
}

/** Longest lateness of a slow answer, and of an attempt after an outage. */
const slowest = 30_000;
const latestRetry = 20_000;

interface Entry {
  readonly text: string;
  readonly by: string;
  readonly seenFrom: number;
  /** Who removed it; null while it is there. */
  removedBy: string | null;
  seenUntil: number;
}

/** What the calls of all machines came to. */
export interface FileCounts {
  calls: number;
  lists: number;
  /** Calls that the server was behind with, at most. */
  backlog: number;
  /** Names in a folder, at most, by the first part of the path. */
  readonly largest: Map<string, number>;
  /** Seconds of virtual time to the calls in them, by the first part of the path. */
  readonly busiest: Map<string, Map<number, number>>;
}

/**
 * Files on a server that is slow, shows changes late to all but who made them, loses answers and is away at times; only making a file that is not
 * there is decided at once and for all, as on NFS, Lustre and GPFS.
 */
export class SharedFiles {
  readonly counts: FileCounts = { calls: 0, lists: 0, backlog: 0, largest: new Map(), busiest: new Map() };
  readonly #settings: SharedFilesSettings;
  readonly #folders = new Map<string, Map<string, Entry>>();
  #free = 0;

  constructor(settings: SharedFilesSettings) {
    this.#settings = settings;
  }

  /** The files as the machine `who` has them, below `root`. */
  asSeenBy(who: string, root: string): LeaseFiles {
    const inside = (path: string) => `${root}/${path}`;
    return {
      list: (folder) => this.#call(inside(folder), () => this.#list(inside(folder), who), true),
      read: (path) => this.#call(inside(path), () => this.#read(inside(path), who)),
      create: (path, text) => this.#call(inside(path), () => this.#create(inside(path), text, who)),
      write: (path, text) => this.#call(inside(path), () => this.#put(inside(path), text, who)),
      remove: (path) => this.#call(inside(path), () => this.#remove(inside(path), who)),
    };
  }

  /** All names below a root, as the server has them. */
  names(root: string): string[] {
    return [...this.#folders]
      .filter(([folder]) => folder.startsWith(`${root}/`))
      .flatMap(([, entries]) =>
        [...entries].filter(([, entry]) => entry.removedBy === null).map(([name]) => name),
      );
  }

  async #call<T>(path: string, action: () => T, list = false): Promise<T> {
    const { time, service, latency, random } = this.#settings;
    const way = (latency / 2) * (random() < 0.01 ? 50 : 0.5 + random());
    await time.sleep(way);
    await this.#untilThere();
    const begins = Math.max(this.#free, time.now());
    this.#free = begins + service;
    this.#count(path, list, (begins - time.now()) / service);
    await time.sleep(this.#free - time.now());
    const result = action();
    await time.sleep(random() < this.#settings.slowAnswers ? slowest * random() : way);
    return result;
  }

  async #untilThere(): Promise<void> {
    const { time, outage, outageEvery, random } = this.#settings;
    if (outage === 0) return;
    for (;;) {
      const left = outageEvery - (time.now() % outageEvery);
      if (left > outage) return;
      await time.sleep(left + latestRetry * random());
    }
  }

  #count(path: string, list: boolean, backlog: number): void {
    const { counts } = this;
    counts.calls++;
    if (list) counts.lists++;
    counts.backlog = Math.max(counts.backlog, Math.round(backlog));
    const kind = path.split('/')[0]!;
    const seconds = counts.busiest.get(kind) ?? new Map<number, number>();
    counts.busiest.set(kind, seconds);
    const second = Math.floor(this.#settings.time.now() / 1000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }

  #late(): number {
    const { time, random, staleness } = this.#settings;
    return time.now() + random() * staleness;
  }

  #isSeen(entry: Entry, who: string): boolean {
    const now = this.#settings.time.now();
    const made = entry.by === who || now >= entry.seenFrom;
    const gone = entry.removedBy !== null && (entry.removedBy === who || now >= entry.seenUntil);
    return made && !gone;
  }

  #list(folder: string, who: string): string[] {
    const entries = this.#folders.get(folder) ?? new Map<string, Entry>();
    const now = this.#settings.time.now();
    for (const [name, { removedBy, seenUntil }] of entries)
      if (removedBy !== null && now >= seenUntil) entries.delete(name);
    return [...entries].filter(([, entry]) => this.#isSeen(entry, who)).map(([name]) => name);
  }

  /** Opening a file that is there shows its newest text; one that was made or removed just now may not be seen so. */
  #read(path: string, who: string): string | null {
    const [folder, name] = split(path);
    const entry = this.#folders.get(folder)?.get(name);
    return entry && this.#isSeen(entry, who) ? entry.text : null;
  }

  #create(path: string, text: string, who: string): boolean {
    const [folder, name] = split(path);
    const known = this.#folders.get(folder)?.get(name);
    if (known && known.removedBy === null) return false;
    this.#put(path, text, who);
    return this.#settings.random() >= this.#settings.lostAnswers;
  }

  #put(path: string, text: string, who: string): void {
    const [folder, name] = split(path);
    const entries = this.#folders.get(folder) ?? new Map<string, Entry>();
    this.#folders.set(folder, entries);
    const known = entries.get(name);
    const seenFrom = known && known.removedBy === null ? known.seenFrom : this.#late();
    entries.set(name, { text, by: who, seenFrom, removedBy: null, seenUntil: 0 });
    const kind = folder.split('/')[0]!;
    this.counts.largest.set(kind, Math.max(this.counts.largest.get(kind) ?? 0, entries.size));
  }

  #remove(path: string, who: string): void {
    const [folder, name] = split(path);
    const entry = this.#folders.get(folder)?.get(name);
    if (!entry || entry.removedBy !== null) return;
    entry.removedBy = who;
    entry.seenUntil = this.#late();
  }
}

function split(path: string): [string, string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
}
