import { createHash } from 'node:crypto';
import { randomStream } from '../../runner/random/stream.ts';
import { createKeptIndex } from '../../runner/store/kept-index.ts';
import { keepBeating } from '../../runner/workers/leases/keep-beating.ts';
import { type Lease, openLeases } from '../../runner/workers/leases/leases.ts';
import { openStandby } from '../../runner/workers/standby.ts';
import { type TaskOutcome, type WorkEnd, workThrough } from '../../runner/workers/work-through.ts';
import { MortalWorker } from './mortal-worker.ts';
import type { ClusterSettings } from './rough-cluster.ts';
import { type FileCounts, SharedFiles } from './shared-files.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

/** What came of it. Times in seconds of the virtual clock. */
export interface ClusterOutcome {
  readonly seconds: number;
  /** When the last result was kept. */
  readonly done: number;
  /** Leases that were had, and in the busiest second. */
  readonly acquisitions: number;
  readonly mostAcquisitions: number;
  readonly results: number;
  /** Results that are not what their stage gives. */
  readonly wrong: number;
  /** Stages without a result that are not said to have failed; and those that are. */
  readonly lost: number;
  readonly failed: number;
  /** Stages that were brought to an end more than once. */
  readonly repeated: number;
  readonly deaths: number;
  /** Leases that a living worker lost, because it stood still for too long. */
  readonly taken: number;
  /** Saves that a worker made of a stage that another one had by then. */
  readonly strays: number;
  readonly leaseFiles: number;
  readonly files: FileCounts;
}

/** A worker that dies takes its job with it; a new one is there after this many seconds, or up to three times as many. */
const replacement = 30;
/** Parts of a stage, after each of which it is saved. */
const parts = 5;

/**
 * Runs many workers on many stages in virtual time: the leases, the list of what is kept and the way through the work are those
 * of a run, the file system, the clock and the trainings are not.
 * @throws Error when the workers come to a standstill
 */
export async function simulateLeases(settings: ClusterSettings): Promise<ClusterOutcome> {
  const simulation = new Simulation(settings);
  return simulation.run();
}

class Simulation {
  readonly #settings: ClusterSettings;
  readonly #time: VirtualTime = createVirtualTime();
  readonly #files: SharedFiles;
  readonly #random: () => number;
  readonly #tasks: {
    readonly id: string;
    readonly requires: string[];
    readonly key: () => Promise<string>;
  }[];
  readonly #keys: readonly string[];
  readonly #ended = new Map<string, number>();
  readonly #failed = new Set<string>();
  readonly #acquisitions = new Map<number, number>();
  #deaths = 0;
  #taken = 0;
  #strays = 0;
  /** Who was the last to acquire the lease of a key. */
  readonly #owners = new Map<string, string>();
  #done = 0;

  constructor(settings: ClusterSettings) {
    this.#settings = settings;
    const stream = randomStream(settings.seed, 'acquisitions');
    this.#random = () => stream.next();
    const { latency, service, staleness, lostAnswers, slowAnswers, outage, outageEvery } = settings;
    this.#files = new SharedFiles({
      latency: 1000 * latency,
      service: 1000 * service,
      staleness: 1000 * staleness,
      lostAnswers,
      slowAnswers,
      outage: 1000 * outage,
      outageEvery: 1000 * outageEvery,
      random: this.#random,
      time: this.#time,
    });
    this.#keys = Array.from({ length: settings.stages }, (_, n) => digest(`stage ${n}`));
    this.#tasks = this.#keys.map((key, n) => ({ id: `${n}`, requires: [], key: async () => key }));
  }

  async run(): Promise<ClusterOutcome> {
    const { workers, stages } = this.#settings;
    const slots = Array.from({ length: workers }, (_, n) => this.#fill(n));
    await this.#time.runUntil(Promise.all(slots));
    const results = this.#files.names('objects');
    const known = new Set(this.#keys);
    const kept = new Set(results);
    const lost = this.#keys.filter((key) => !kept.has(key) && !this.#failed.has(key)).length;
    return {
      seconds: this.#time.now() / 1000,
      done: this.#done / 1000,
      acquisitions: [...this.#acquisitions.values()].reduce((sum, some) => sum + some, 0),
      mostAcquisitions: Math.max(...this.#acquisitions.values()),
      results: results.length,
      wrong: results.filter((key) => !known.has(key)).length,
      lost,
      failed: stages - lost - results.length,
      repeated: [...this.#ended.values()].filter((times) => times > 1).length,
      deaths: this.#deaths,
      taken: this.#taken,
      strays: this.#strays,
      leaseFiles: this.#files.names('leases').length,
      files: this.#files.counts,
    };
  }

  /** The workers of one place in an array of jobs, one after the other. */
  async #fill(place: number): Promise<void> {
    for (let life = 0; ; life++) {
      const end = await this.#live(place, `worker-${place}-${life}`);
      if (end === 'settled' || end === 'others') return;
      await this.#time.sleep(1000 * replacement * (1 + 2 * this.#random()));
    }
  }

  /** @returns how it ended; null when it died */
  async #live(place: number, name: string): Promise<WorkEnd | null> {
    return new Promise((resolve) => {
      const leaving = new AbortController();
      const { deaths, stops } = this.#settings;
      const died = () => {
        this.#deaths++;
        leaving.abort();
        resolve(null);
      };
      const fate = { random: this.#random, deaths, stops, died };
      const worker = new MortalWorker(name, this.#files, this.#time, fate);
      const limit = 1000 * this.#settings.limit * (0.5 + this.#random());
      void this.#time.sleep(limit).then(() => leaving.abort());
      void this.#work(place, worker, leaving.signal).then((end) => {
        worker.ended = true;
        resolve(end);
      });
    });
  }

  async #work(place: number, worker: MortalWorker, signal: AbortSignal): Promise<WorkEnd> {
    const shared = { run: 'run', process: null, hasEnded: () => null, now: () => this.#time.now() };
    const leases = openLeases({
      ...shared,
      owner: worker.name,
      files: worker.files('leases'),
      savedAt: (key) => this.#savedAt(key, worker),
      marks: 'for-a-while',
    });
    const standby = openStandby({ ...shared, owner: worker.name, files: worker.files('places') });
    const objects = worker.files('objects');
    const folder = (key: string) => key.slice(0, 2);
    const kept = createKeptIndex(
      {
        has: async (key) => (await objects.read(`${folder(key)}/${key}`)) !== null,
        keysLike: (key) => objects.list(folder(key)),
      },
      shared.now,
    );
    const beats = new AbortController();
    const sleep = (milliseconds: number) => worker.sleep(milliseconds);
    void keepBeating([leases, standby.leases], {
      signal: beats.signal,
      sleep,
      random: this.#random,
      failed: () => {},
    });
    const end = await workThrough({
      tasks: this.#tasks,
      crowd: this.#settings.workers,
      place,
      acquire: async (key) => {
        const acquisition = await leases.acquire(key);
        const second = Math.floor(this.#time.now() / 1000);
        if (acquisition.kind === 'acquired') {
          this.#acquisitions.set(second, (this.#acquisitions.get(second) ?? 0) + 1);
          this.#owners.set(key, worker.name);
        }
        return acquisition;
      },
      isDone: (key, sure) => kept.has(key, sure),
      perform: (task, lease) => this.#perform(Number(task.id), lease, worker, signal),
      giveUp: async (_, lease) => {
        this.#failed.add(lease.key);
        return 'deadly';
      },
      cannot: () => {},
      sleep,
      random: this.#random,
      signal,
      patience: 120_000,
      standsBy: () => standby.take(),
    });
    beats.abort();
    await Promise.all([leases.close(), standby.close()]);
    return end;
  }

  /** Parts of a stage that are saved, null where nothing is. */
  async #savedAt(key: string, worker: MortalWorker): Promise<number | null> {
    const text = await worker.files('checkpoints').read(`${key.slice(0, 2)}/${key}`);
    return text === null ? null : Number(text);
  }

  async #perform(n: number, lease: Lease, worker: MortalWorker, signal: AbortSignal): Promise<TaskOutcome> {
    const { length, deadly, standstills, cuts } = this.#settings;
    const { key } = lease;
    const whole = 1000 * length * (0.5 + ((n * 7919) % 1000) / 1000);
    if (this.#random() < standstills) worker.standStill(120_000);
    if (this.#random() < cuts) worker.cutOff(120_000);
    for (let part = (await this.#savedAt(key, worker)) ?? 0; part < parts; part++) {
      await worker.sleep(whole / parts);
      if (n < deadly) await worker.die();
      const holds = await lease.holds();
      if (lease.lost.aborted) {
        this.#taken++;
        return { kind: 'interrupted' };
      }
      if (holds) await worker.files('checkpoints').write(`${key.slice(0, 2)}/${key}`, `${part + 1}`);
      if (holds && this.#owners.get(key) !== worker.name) this.#strays++;
      if (signal.aborted) return { kind: 'interrupted' };
    }
    await worker.files('objects').write(`${key.slice(0, 2)}/${key}`, `result of ${n}`);
    this.#ended.set(key, (this.#ended.get(key) ?? 0) + 1);
    this.#done = this.#time.now();
    return { kind: 'done' };
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
