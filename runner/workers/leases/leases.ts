import { createHash } from 'node:crypto';
import type { LeaseFiles } from './lease-files.ts';
import { type LeaseRecord, leaseFile, leaseShard, newest, parseLease } from './lease-record.ts';
import type { ProcessMark } from './process-mark.ts';
import { removeLease } from './remove-done-leases.ts';

/** Milliseconds in which a living owner's counter must have changed. */
export const leaseExpiry = 60_000;
/** Milliseconds between two beats of an owner. */
export const beatInterval = 10_000;
/** Milliseconds for which the names in a folder count as known. Old ones are harmless: making a lease is what decides. */
const listingAge = 2_000;

export interface LeaseSettings {
  readonly files: LeaseFiles;
  /** Name of this worker, never given to another one. */
  readonly owner: string;
  /** Name of the run that it works for. */
  readonly run: string;
  readonly process: ProcessMark | null;
  /** Whether a process has ended, null when only its counter can tell. */
  readonly hasEnded: (mark: ProcessMark) => boolean | null;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /**
   * Leaves a mark where a lease was completed; nothing is left without it. `for-good`: it is never taken again, for work
   * that is done once in a run although its result is kept. `for-a-while`: nobody takes it before the file system had
   * time to show its result.
   */
  readonly marks?: 'for-a-while' | 'for-good';
}

/** What an attempt to get a lease gave. `deaths`: workers of this run that died with it, one after the other. */
export type Acquisition =
  | { readonly kind: 'acquired'; readonly lease: Lease }
  | { readonly kind: 'busy'; readonly owner: string | null }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

/** The right to work on one thing, as long as `lost` is not aborted. */
export interface Lease {
  readonly key: string;
  /** Whether nobody has had it before. */
  readonly first: boolean;
  /** Workers of this run that died while they had it, one after the other. */
  readonly deaths: number;
  /** The last one of those. */
  readonly lastOwner: string | null;
  /** Aborted when another worker took it, having seen no sign of life from this one. */
  readonly lost: AbortSignal;
  /** The work is done and its result kept. */
  complete(): Promise<void>;
  /** Its result was kept before. Leaves no mark where nobody had the lease before: whoever was to see the result has. */
  drop(): Promise<void>;
  /** Another worker may go on. */
  release(): Promise<void>;
  /** No worker of this run shall try again. */
  fail(message: string): Promise<void>;
}

export interface Leases {
  /** Tries to get the lease on `key`. */
  acquire(key: string): Promise<Acquisition>;
  /** A sign of life; finds out which leases were lost. To be called every `beatInterval`. */
  beat(): Promise<void>;
  /** The last sign of life. */
  close(): Promise<void>;
}

/**
 * Leases in a folder that several processes and machines share.
 *
 * A lease is a file `<2 digits>/<key>.<generation>` that is made only when it is not there, so that one worker gets it. The
 * file of the highest generation says who has the lease. To take it over (when it was given back, or its owner died) is
 * to make the file of the next generation, which again only one can do; files are not changed, and go when the result is
 * kept. An owner that does not hear of that finds the next generation at its next beat.
 *
 * An owner is dead when its process has ended, which is known at once on its own machine, or when its counter in
 * `beats/` has not changed for `leaseExpiry` on the clock of the one who looks. No file times, no locks.
 */
export function openLeases(settings: LeaseSettings): Leases {
  return new LeaseFolder(settings);
}

class LeaseFolder implements Leases {
  readonly #settings: LeaseSettings;
  readonly #files: LeaseFiles;
  readonly #held = new Map<string, { readonly generation: number; readonly lost: AbortController }>();
  readonly #listings = new Map<
    string,
    { readonly at: number; readonly generations: ReadonlyMap<string, number> }
  >();
  readonly #unchanged: (name: string, text: string | null) => boolean;
  #counter = 0;

  constructor(settings: LeaseSettings) {
    this.#settings = settings;
    this.#files = settings.files;
    this.#unchanged = watchTexts(settings.now);
  }

  async acquire(key: string): Promise<Acquisition> {
    if (this.#held.has(key)) return busy(this.#settings.owner);
    if (this.#counter === 0) await this.beat();
    const generation = await this.#generationOf(key);
    const judged = generation === 0 ? newHeir : await this.#judge(key, generation);
    if (judged.kind !== 'heir') return judged;
    const made = await this.#make(leaseFile(key, generation + 1), this.#note('held', judged.deaths));
    this.#listings.delete(leaseShard(key));
    return made ? { kind: 'acquired', lease: this.#makeLease(key, generation + 1, judged) } : busy(null);
  }

  async beat(): Promise<void> {
    await this.#files.write(beatFile(this.#settings.owner), String(++this.#counter));
    for (const [key, { generation, lost }] of this.#held) {
      const taken = (await this.#files.read(leaseFile(key, generation + 1))) !== null;
      if (taken && this.#held.get(key)?.lost === lost) lost.abort();
    }
  }

  async close(): Promise<void> {
    await this.#files.remove(beatFile(this.#settings.owner));
  }

  /** Where the answer to the first attempt was lost, a network file system says of a file that we made that it was there. */
  async #make(file: string, note: string): Promise<boolean> {
    return (await this.#files.create(file, note)) || (await this.#files.read(file)) === note;
  }

  async #generationOf(key: string): Promise<number> {
    const shard = leaseShard(key);
    const at = this.#settings.now();
    const known = this.#listings.get(shard);
    if (known && at - known.at < listingAge) return known.generations.get(key) ?? 0;
    const generations = newest(await this.#files.list(shard));
    this.#listings.set(shard, { at, generations });
    return generations.get(key) ?? 0;
  }

  /** What the newest lease file says: an answer for who asks, or that the lease can be taken over. */
  async #judge(key: string, generation: number): Promise<Exclude<Acquisition, { kind: 'acquired' }> | Heir> {
    const file = leaseFile(key, generation);
    const text = await this.#files.read(file);
    const record = parseLease(text);
    // half written, or already gone because the work is done
    if (!record) return this.#unchanged(file, text) ? newHeir : busy(null);
    const ours = record.run === this.#settings.run;
    const deaths = ours ? record.deaths : 0;
    switch (record.state) {
      case 'done':
        if (this.#settings.marks === 'for-good') return { kind: 'done' };
        // its result is about to be seen, or it is not there any more
        return this.#unchanged(file, text) ? newHeir : busy(record.owner);
      case 'failed':
        return ours ? { kind: 'failed', message: record.message ?? '' } : newHeir;
      case 'free':
        return { kind: 'heir', deaths, lastOwner: null };
      case 'held':
        if (!(await this.#isDead(record))) return busy(record.owner);
        return { kind: 'heir', deaths: ours ? deaths + 1 : 0, lastOwner: record.owner };
    }
  }

  async #isDead(record: LeaseRecord): Promise<boolean> {
    const ended = record.process ? this.#settings.hasEnded(record.process) : null;
    if (ended !== null) return ended;
    const file = beatFile(record.owner);
    return this.#unchanged(file, await this.#files.read(file));
  }

  #note(state: LeaseRecord['state'], deaths: number, message?: string): string {
    const { owner, run, process } = this.#settings;
    const record: LeaseRecord = { state, owner, run, process, deaths };
    return JSON.stringify(message === undefined ? record : { ...record, message });
  }

  #makeLease(key: string, generation: number, heir: Heir): Lease {
    const lost = new AbortController();
    this.#held.set(key, { generation, lost });
    const end = async (state: LeaseRecord['state'], message?: string) => {
      this.#held.delete(key);
      if (lost.signal.aborted) return;
      const deaths = state === 'free' ? heir.deaths : 0;
      await this.#files.create(leaseFile(key, generation + 1), this.#note(state, deaths, message));
      this.#listings.delete(leaseShard(key));
    };
    const remove = async () => {
      this.#held.delete(key);
      await removeLease(this.#files, key, generation);
      this.#listings.delete(leaseShard(key));
    };
    const { marks } = this.#settings;
    return {
      key,
      first: generation === 1,
      deaths: heir.deaths,
      lastOwner: heir.lastOwner,
      lost: lost.signal,
      complete: () => (marks ? end('done') : remove()),
      drop: () => (marks && generation > 1 ? end('done') : remove()),
      release: () => end('free'),
      fail: (message) => end('failed', message),
    };
  }
}

/** Tells whether the text of a file has been the same for longer than a living owner's would be. */
function watchTexts(now: () => number): (name: string, text: string | null) => boolean {
  const watched = new Map<string, { readonly seen: string | null; readonly since: number }>();
  return (name, text) => {
    const known = watched.get(name);
    if (known && known.seen === text) return now() - known.since >= leaseExpiry;
    watched.set(name, { seen: text, since: now() });
    return false;
  };
}

/** Who may take a lease over, and what it inherits. */
interface Heir {
  readonly kind: 'heir';
  readonly deaths: number;
  readonly lastOwner: string | null;
}

const newHeir: Heir = { kind: 'heir', deaths: 0, lastOwner: null };

function busy(owner: string | null): Acquisition & { kind: 'busy' } {
  return { kind: 'busy', owner };
}

/** The folder of the counters, in the folder of all leases. */
export const beatsFolder = 'beats';

/** The file of a worker's counter. */
export function beatFile(owner: string): string {
  return `${beatsFolder}/${createHash('sha256').update(owner).digest('hex').slice(0, 2)}/${owner}`;
}
