import type { Hold } from '../../contract/hold.ts';
import { HeldLease } from './held-lease.ts';
import type { LeaseFiles } from './lease-files.ts';
import {
  beatFile,
  type LeaseRecord,
  leaseFile,
  leaseShard,
  newest,
  type PresumedDeath,
  parseLease,
} from './lease-record.ts';
import type { ProcessMark } from './process-mark.ts';
import { removeLease } from './remove-done-leases.ts';
import { watchSilence } from './watch-silence.ts';

/** Milliseconds between two beats of an owner. */
export const beatInterval = 10_000;
/** Milliseconds for which the names in a folder count as known. Old ones are harmless: making a lease is what decides. */
const listingAge = 2_000;
/** Milliseconds for which it is true that an owner is dead: a worker that was stopped in between looks again. */
const judgementAge = 10_000;

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
  /** How far the work on a key is saved, null where nothing is: who gets further before it dies was not killed by that work. */
  readonly savedAt?: (key: string) => Promise<number | null>;
  /**
   * Leaves a mark where a lease was completed; nothing is left without it. `for-good`: it is never taken again, for work
   * that is done once in a run although its result is kept. `for-a-while`: nobody takes it before the file system had
   * time to show its result.
   */
  readonly marks?: 'for-a-while' | 'for-good';
}

/** What an attempt to get a lease gave. */
export type Acquisition =
  | { readonly kind: 'acquired'; readonly lease: Lease }
  | { readonly kind: 'busy'; readonly owner: string | null }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

/** The right to work on one thing, as long as `lost` is not aborted. */
export interface Lease extends Hold {
  readonly key: string;
  /** Whether nobody has had it before. */
  readonly first: boolean;
  /** Workers of this run that died while they had it, one after the other, and none of them saved anything new. */
  readonly deaths: number;
  /** The last one of those. */
  readonly lastOwner: string | null;
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
 * `beats/` has not changed for `leaseExpiry` on the clock of the one who looks. No file times, no locks. What was believed of
 * a silent owner is taken back when its counter moves again: that was an outage, not a death.
 */
export function openLeases(settings: LeaseSettings): Leases {
  return new LeaseFolder(settings);
}

class LeaseFolder implements Leases {
  readonly #settings: LeaseSettings;
  readonly #files: LeaseFiles;
  readonly #held = new Map<string, HeldLease>();
  readonly #listings = new Map<
    string,
    { readonly at: number; readonly generations: ReadonlyMap<string, number> }
  >();
  readonly #watch: ReturnType<typeof watchSilence>;
  #counter = 0;

  constructor(settings: LeaseSettings) {
    this.#settings = settings;
    this.#files = settings.files;
    this.#watch = watchSilence(settings.now);
  }

  async acquire(key: string): Promise<Acquisition> {
    if (this.#held.has(key)) return busy(this.#settings.owner);
    if (this.#counter === 0) await this.beat();
    const generation = await this.#generationOf(key);
    const asked = this.#settings.now();
    const judged = generation === 0 ? newHeir : await this.#judge(key, generation);
    if (judged.kind !== 'heir') return judged;
    const saved = (await this.#settings.savedAt?.(key)) ?? null;
    const heir = judged.saved === saved ? judged : { ...judged, saved, deaths: 0, presumed: [] };
    if (generation > 0 && this.#settings.now() - asked > judgementAge) return busy(null);
    const made = await this.#make(leaseFile(key, generation + 1), this.#note('held', heir));
    this.#listings.delete(leaseShard(key));
    return made ? { kind: 'acquired', lease: this.#makeLease(key, generation + 1, heir) } : busy(null);
  }

  async beat(): Promise<void> {
    await this.#files.write(beatFile(this.#settings.owner), String(++this.#counter));
    for (const held of [...this.#held.values()]) await held.look();
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
    const { text, silent } = await this.#watch(file, this.#files.read);
    const record = parseLease(text);
    // half written, or already gone because the work is done
    if (!record) return silent ? newHeir : busy(null);
    const ours = record.run === this.#settings.run;
    switch (record.state) {
      case 'done':
        if (this.#settings.marks === 'for-good') return { kind: 'done' };
        // its result is about to be seen, or it is not there any more
        return silent ? newHeir : busy(record.owner);
      case 'failed':
        return ours ? { kind: 'failed', message: record.message ?? '' } : newHeir;
      case 'free':
        return ours ? this.#inherit(record) : newHeir;
      case 'held': {
        const death = await this.#deathOf(record);
        if (!death) return busy(record.owner);
        const heir = ours ? await this.#inherit(record) : newHeir;
        const presumed = [...heir.presumed, ...(death === 'seen' ? [] : [death])];
        return { ...heir, deaths: ours ? heir.deaths + 1 : 0, presumed, lastOwner: record.owner };
      }
    }
  }

  /** Null for a living owner. */
  async #deathOf({ owner, process }: LeaseRecord): Promise<'seen' | PresumedDeath | null> {
    const ended = process ? this.#settings.hasEnded(process) : null;
    if (ended !== null) return ended ? 'seen' : null;
    const { text, silent } = await this.#watch(beatFile(owner), this.#files.read);
    return silent ? { owner, beat: text } : null;
  }

  /** The deaths of a record, but for those of owners that gave a sign of life, or took their leave, since. */
  async #inherit({ deaths, presumed = [], saved = null }: LeaseRecord): Promise<Heir> {
    const beats = await Promise.all(presumed.map(({ owner }) => this.#files.read(beatFile(owner))));
    const still = presumed.filter(({ beat }, at) => beats[at] === beat);
    const gone = presumed.length - still.length;
    return { kind: 'heir', deaths: deaths - gone, presumed: still, saved, lastOwner: null };
  }

  #note(state: LeaseRecord['state'], { deaths, presumed, saved }: Heir, message?: string): string {
    const { owner, run, process } = this.#settings;
    const record: LeaseRecord = { state, owner, run, process, deaths, presumed, saved };
    return JSON.stringify(message === undefined ? record : { ...record, message });
  }

  #makeLease(key: string, generation: number, heir: Heir): Lease {
    const { marks, now } = this.#settings;
    const held = new HeldLease(key, generation, this.#files, now);
    this.#held.set(key, held);
    const { signal } = held.lost;
    const leave = () => {
      this.#held.delete(key);
      held.end();
    };
    const end = async (state: LeaseRecord['state'], message?: string) => {
      leave();
      if (signal.aborted) return;
      const note = this.#note(state, state === 'free' ? heir : newHeir, message);
      await this.#files.create(leaseFile(key, generation + 1), note);
      this.#listings.delete(leaseShard(key));
    };
    const remove = async () => {
      leave();
      await removeLease(this.#files, key, generation);
      this.#listings.delete(leaseShard(key));
    };
    return {
      key,
      first: generation === 1,
      deaths: heir.deaths,
      lastOwner: heir.lastOwner,
      lost: signal,
      holds: (age) => held.holds(age).catch(() => false),
      complete: () => (marks ? end('done') : remove()),
      drop: () => (marks && generation > 1 ? end('done') : remove()),
      release: () => end('free'),
      fail: (message) => end('failed', message),
    };
  }
}

/** Who may take a lease over, and what it inherits. */
interface Heir {
  readonly kind: 'heir';
  readonly deaths: number;
  readonly presumed: readonly PresumedDeath[];
  readonly saved: number | null;
  readonly lastOwner: string | null;
}

const newHeir: Heir = { kind: 'heir', deaths: 0, presumed: [], saved: null, lastOwner: null };

function busy(owner: string | null): Acquisition & { kind: 'busy' } {
  return { kind: 'busy', owner };
}
