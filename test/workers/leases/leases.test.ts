import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectLeases } from '../../../runner/workers/leases/collect-leases.ts';
import { diskLeaseFiles } from '../../../runner/workers/leases/lease-files.ts';
import { openLeases } from '../../../runner/workers/leases/leases.ts';
import { liveLeases } from '../../../runner/workers/leases/live-leases.ts';
import { hasEnded, ownProcess } from '../../../runner/workers/leases/process-mark.ts';
import { removeDoneLeases } from '../../../runner/workers/leases/remove-done-leases.ts';
import { leaseExpiry, mostSilence } from '../../../runner/workers/leases/watch-silence.ts';
import { memoryLeaseFiles } from './memory-lease-files.ts';

const key = 'ab'.repeat(32);

/** Several workers on one set of files, on clocks of their own, each on a machine of its own. */
function setUp(files = memoryLeaseFiles()) {
  const clocks = new Map<string, number>();
  const worker = (
    owner: string,
    more: {
      run?: string;
      marks?: 'for-a-while' | 'for-good';
      ended?: () => boolean | null;
      savedAt?: () => Promise<number | null>;
    } = {},
  ) => {
    clocks.set(owner, 0);
    return openLeases({
      files,
      owner,
      run: more.run ?? 'run',
      process: { host: owner, system: owner, pid: 1, started: '1' },
      hasEnded: more.ended ?? (() => null),
      now: () => clocks.get(owner)!,
      ...(more.marks && { marks: more.marks }),
      ...(more.savedAt && { savedAt: more.savedAt }),
    });
  };
  const wait = (owner: string, milliseconds: number) => clocks.set(owner, clocks.get(owner)! + milliseconds);
  return { files, worker, wait };
}

/** Looks until so much silence has been seen that the next look takes the lease. */
async function watch(leases: ReturnType<typeof openLeases>, wait: () => void) {
  for (let silence = 0; silence < leaseExpiry; silence += mostSilence) {
    expect(await leases.acquire(key)).toMatchObject({ kind: 'busy' });
    wait();
  }
}

async function acquired(leases: ReturnType<typeof openLeases>, which = key) {
  const acquisition = await leases.acquire(which);
  if (acquisition.kind !== 'acquired') throw new Error(`not acquired but ${acquisition.kind}`);
  return acquisition.lease;
}

describe('a lease', () => {
  it('goes to one worker, and leaves nothing when its work is done', async () => {
    const { files, worker } = setUp();
    const [a, b] = [worker('a'), worker('b')];
    const lease = await acquired(a);
    expect(await b.acquire(key)).toMatchObject({ kind: 'busy' });
    expect(await a.acquire(key)).toMatchObject({ kind: 'busy' });
    await lease.complete();
    await Promise.all([a.close(), b.close()]);
    expect([...files.texts.keys()]).toEqual([]);
  });

  it('goes to exactly one of many who ask at the same time', async () => {
    const { worker } = setUp();
    const acquisitions = await Promise.all(
      Array.from({ length: 50 }, (_, n) => worker(`w${n}`).acquire(key)),
    );
    expect(acquisitions.filter(({ kind }) => kind === 'acquired')).toHaveLength(1);
  });

  it('that was given back goes to the next, and its old owner is not disturbed by that', async () => {
    const { worker, wait } = setUp();
    const [a, b] = [worker('a'), worker('b')];
    await (await acquired(a)).release();
    const lease = await acquired(b);
    wait('a', 5000);
    expect(await a.acquire(key)).toMatchObject({ kind: 'busy', owner: 'b' });
    expect(lease.deaths).toBe(0);
  });

  it('of a living owner is never taken, however slow its clock or ours', async () => {
    const { worker, wait } = setUp();
    const [a, b] = [worker('a'), worker('b')];
    const lease = await acquired(a);
    for (let look = 0; look < 20; look++) {
      await a.beat();
      wait('b', leaseExpiry * 10);
      expect(await b.acquire(key)).toMatchObject({ kind: 'busy', owner: 'a' });
    }
    expect(lease.lost.aborted).toBe(false);
  });

  it('of an owner that gives no sign of life is taken after a while, by one, and the owner finds out', async () => {
    const { worker, wait } = setUp();
    const [a, b, c] = [worker('a'), worker('b'), worker('c')];
    const lease = await acquired(a);
    for (const [leases, owner] of [
      [b, 'b'],
      [c, 'c'],
    ] as const) {
      await watch(leases, () => wait(owner, mostSilence));
    }
    const acquisitions = await Promise.all([b.acquire(key), c.acquire(key)]);
    expect(acquisitions.map(({ kind }) => kind).sort()).toEqual(['acquired', 'busy']);
    expect(lease.lost.aborted).toBe(false);
    await a.beat();
    expect(lease.lost.aborted).toBe(true);
    await lease.release();
    expect(await worker('d').acquire(key)).toMatchObject({ kind: 'busy' });
  });

  it('says no to a stopped owner that wakes and asks before it writes, while the next one has it and after that', async () => {
    const { worker, wait } = setUp();
    const [a, b] = [worker('a'), worker('b')];
    const lease = await acquired(a);
    expect(await lease.holds()).toBe(true);
    await watch(b, () => wait('b', mostSilence));
    const heir = await acquired(b);
    // what it saw a moment ago, on its own clock, which stood still
    expect(await lease.holds(1000)).toBe(true);
    expect(await lease.holds()).toBe(false);
    expect(lease.lost.aborted).toBe(true);
    expect(await lease.holds(1000)).toBe(false);
    expect(await heir.holds()).toBe(true);
  });

  it('says no to a stopped owner whose heir is done and has taken all its files away', async () => {
    const { files, worker, wait } = setUp();
    const [a, b] = [worker('a'), worker('b')];
    const lease = await acquired(a);
    await watch(b, () => wait('b', mostSilence));
    await (await acquired(b)).complete();
    expect([...files.texts.keys()].filter((path) => path.includes(key))).toEqual([]);
    expect(await lease.holds()).toBe(false);
    await lease.complete();
    expect([...files.texts.keys()].filter((path) => path.includes(key))).toEqual([]);
  });

  it('is looked at again by an owner that was stopped during the look', async () => {
    const files = memoryLeaseFiles();
    let during = async () => {};
    const read = async (path: string) => {
      const text = await files.read(path);
      if (path.endsWith('.2')) await during();
      return text;
    };
    const { worker, wait } = setUp({ ...files, read });
    const lease = await acquired(worker('a'));
    during = async () => {
      during = async () => {};
      wait('a', 10 * leaseExpiry);
      await files.create(`${key.slice(0, 2)}/${key}.2`, '{}');
    };
    expect(await lease.holds()).toBe(false);
  });

  it('is not said to be held where nothing can be read', async () => {
    const files = memoryLeaseFiles();
    let away = false;
    const read = async (path: string) => {
      if (away) throw new Error('the file system is away');
      return files.read(path);
    };
    const { worker } = setUp({ ...files, read });
    const lease = await acquired(worker('a'));
    away = true;
    expect(await lease.holds()).toBe(false);
    expect(lease.lost.aborted).toBe(false);
    away = false;
    expect(await lease.holds()).toBe(true);
  });

  it('is not taken after an outage by the one who is served first', async () => {
    const files = memoryLeaseFiles();
    let outage = () => {};
    const read = async (path: string) => {
      outage();
      return files.read(path);
    };
    const { worker, wait } = setUp({ ...files, read });
    const [a, b] = [worker('a'), worker('b')];
    await acquired(a);
    expect(await b.acquire(key)).toMatchObject({ kind: 'busy' });
    // the pause before the question, and the wait for its answer
    wait('b', 10 * leaseExpiry);
    outage = () => wait('b', 10 * leaseExpiry);
    for (let look = 0; look < 2; look++) {
      expect(await b.acquire(key)).toMatchObject({ kind: 'busy', owner: 'a' });
    }
  });

  it('is not taken on what was true before a watcher was stopped', async () => {
    const files = memoryLeaseFiles();
    const { worker, wait } = setUp(files);
    const [a, stopped] = [worker('a'), { now: false }];
    const savedAt = async () => {
      if (stopped.now) wait('b', 10 * leaseExpiry);
      return null;
    };
    const b = worker('b', { savedAt });
    await acquired(a);
    await watch(b, () => wait('b', mostSilence));
    stopped.now = true;
    expect(await b.acquire(key)).toMatchObject({ kind: 'busy' });
    await a.beat();
    stopped.now = false;
    expect(await b.acquire(key)).toMatchObject({ kind: 'busy', owner: 'a' });
  });

  it('counts no death where something was saved since, and counts those that are not the first', async () => {
    const { worker } = setUp();
    let saved: number | null = null;
    const more = { ended: () => true, savedAt: async () => saved };
    const deaths: number[] = [];
    for (const [owner, before] of [
      ['a', null],
      ['b', null],
      ['c', 100],
      ['d', 100],
      ['e', 100],
    ] as const) {
      saved = before;
      deaths.push((await acquired(worker(owner, more))).deaths);
    }
    expect(deaths).toEqual([0, 1, 0, 1, 2]);
  });

  it('takes a death back when the silent owner speaks again, or has taken its leave', async () => {
    const { worker, wait } = setUp();
    const owners = ['a', 'b', 'c', 'd', 'e'].map((owner) => ({ owner, leases: worker(owner) }));
    const deaths: number[] = [];
    for (const [n, { owner, leases }] of owners.entries()) {
      if (n > 0) await watch(leases, () => wait(owner, mostSilence));
      deaths.push((await acquired(leases)).deaths);
      if (n === 2) await owners[0]!.leases.beat();
      if (n === 3) await owners[1]!.leases.close();
    }
    expect(deaths).toEqual([0, 1, 2, 2, 2]);
  });

  it('of a process that has ended is free at once', async () => {
    const { worker } = setUp();
    await acquired(worker('a'));
    const lease = await acquired(worker('b', { ended: () => true }));
    expect(lease).toMatchObject({ deaths: 1, lastOwner: 'a' });
  });

  it('counts the workers of a run that died with it, until one of another run takes it', async () => {
    const { worker } = setUp();
    const ended = () => true;
    const deaths: number[] = [];
    for (const owner of ['a', 'b', 'c', 'd']) deaths.push((await acquired(worker(owner, { ended }))).deaths);
    expect(deaths).toEqual([0, 1, 2, 3]);
    expect((await acquired(worker('e', { ended, run: 'another' }))).deaths).toBe(0);
  });

  it('on what failed is over for its run, and free for another one', async () => {
    const { worker } = setUp();
    await (await acquired(worker('a'))).fail('no such data');
    expect(await worker('b').acquire(key)).toEqual({ kind: 'failed', message: 'no such data' });
    await acquired(worker('c', { run: 'another' }));
  });

  it('leaves a mark of what is done where that is asked for', async () => {
    const { worker } = setUp();
    await (await acquired(worker('a', { marks: 'for-good' }))).complete();
    expect(await worker('b', { marks: 'for-good' }).acquire(key)).toEqual({ kind: 'done' });
  });

  it('on what was done is not taken before its result had time to be seen', async () => {
    const { worker, wait } = setUp();
    await (await acquired(worker('a', { marks: 'for-a-while' }))).complete();
    const b = worker('b');
    await watch(b, () => wait('b', mostSilence));
    // the result was removed since
    expect(await acquired(b)).toMatchObject({ deaths: 0 });
  });

  it('is had although the file system denies having made it', async () => {
    const files = memoryLeaseFiles();
    const create = async (path: string, text: string) => {
      await files.create(path, text);
      return false;
    };
    const { worker } = setUp({ ...files, create });
    await acquired(worker('a'));
    expect(await worker('b').acquire(key)).toMatchObject({ kind: 'busy', owner: 'a' });
  });

  it('whose file was left half written counts as held, and is free after a while', async () => {
    const { files, worker, wait } = setUp();
    files.texts.set(`ab/${key}.1`, '{"state":"he');
    const a = worker('a');
    await watch(a, () => wait('a', mostSilence));
    await acquired(a);
  });
});

describe('leases on kept results', () => {
  const noSleep = async () => {};

  it('go when their owners, a moment later, have said that they are done', async () => {
    const { files, worker } = setUp();
    const other = 'cd'.repeat(32);
    const a = worker('a', { marks: 'for-a-while' });
    const lease = await acquired(a);
    await (await acquired(a, other)).complete();
    await a.close();
    let looks = 0;
    const sleep = async () => {
      if (++looks === 3) await lease.complete();
    };
    await removeDoneLeases(files, [key, other], { hasEnded: () => null, sleep });
    expect(looks).toBe(3);
    expect([...files.texts.keys()]).toEqual([]);
  });

  it('go when their owners have died', async () => {
    const { files, worker } = setUp();
    const a = worker('a', { marks: 'for-a-while' });
    await acquired(a);
    await a.close();
    await removeDoneLeases(files, [key], { hasEnded: () => true, sleep: noSleep });
    expect([...files.texts.keys()]).toEqual([]);
  });

  it('stay with a worker that does not say so, and others stay anyhow', async () => {
    const { files, worker } = setUp();
    const other = 'cd'.repeat(32);
    const a = worker('a', { marks: 'for-a-while' });
    await acquired(a);
    await (await acquired(a, other)).complete();
    await a.close();
    await removeDoneLeases(files, [key], { hasEnded: () => false, sleep: noSleep });
    expect([...files.texts.keys()].sort()).toEqual([`ab/${key}.1`, `cd/${other}.1`, `cd/${other}.2`]);
  });

  it('leave nothing when they are taken after all the others are gone', async () => {
    const { files, worker } = setUp();
    const a = worker('a', { marks: 'for-a-while' });
    await (await acquired(a)).drop();
    await a.close();
    expect([...files.texts.keys()]).toEqual([]);
    await (await acquired(a)).release();
    await (await acquired(a)).drop();
    expect(await worker('b').acquire(key)).toMatchObject({ kind: 'busy', owner: 'a' });
  });
});

describe('leases on a disk', () => {
  it('of workers that were killed are collected when they are old, with their counters; those of living ones stay', async () => {
    const store = await mkdtemp(join(tmpdir(), 'infoplane-leases-'));
    const files = diskLeaseFiles(join(store, 'leases'));
    const worker = (owner: string, process: ReturnType<typeof ownProcess> | null, run = owner) =>
      openLeases({ files, owner, run, process, hasEnded, now: () => 0, marks: 'for-a-while' });
    const keys = ['aa', 'ab', 'ba', 'bb', 'cc'].map((two) => two.repeat(32));
    const killed = worker('killed', { ...ownProcess(), started: 'never' });
    await acquired(killed, keys[0]);
    await (await acquired(killed, keys[1])).complete();
    await acquired(worker('elsewhere', { ...ownProcess(), system: 'another' }), keys[2]);
    // its run goes on, although nobody holds anything of it just now
    const run = join(store, 'run');
    await mkdir(run);
    await (await acquired(worker('early', ownProcess(), run), keys[4])).fail('no such data');
    // stopped, so that its counter stands still, but alive
    await acquired(worker('alive', ownProcess()), keys[3]);
    await writeFile(join(store, 'leases', 'aa', `${'aa'.repeat(31)}ab.1`), '{"state":"held","owner":7}');
    const before = Date.now() - 3_600_000;
    const left = async () => {
      const names = await readdir(join(store, 'leases'), { recursive: true, withFileTypes: true });
      return names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    };
    expect(await collectLeases(store, { before, dryRun: false }), 'all are young').toBe(0);
    const all = await left();
    for (const file of all) await utimes(file, 0, 0);
    expect(await collectLeases(store, { before, dryRun: true })).toBe(8);
    expect(await left()).toHaveLength(all.length);
    expect(await collectLeases(store, { before, dryRun: false })).toBe(8);
    const names = async () => (await left()).map((file) => basename(file)).sort();
    const kept = ['alive', `${keys[3]}.1`, `${keys[4]}.1`, `${keys[4]}.2`].sort();
    expect(await names()).toEqual(kept);
    await writeFile(join(run, 'lock.json'), '{}');
    expect(await collectLeases(store, { before, dryRun: false })).toBe(2);
    expect(await names()).toEqual(kept.slice(0, 2));
    await rm(store, { recursive: true });
  });

  it('go to one of many, also of those that are to be taken over', async () => {
    const root = await mkdtemp(join(tmpdir(), 'infoplane-leases-'));
    const files = diskLeaseFiles(root);
    for (let round = 0; round < 5; round++) {
      // those of the rounds before have ended
      const settings = {
        files,
        run: 'r',
        process: { ...ownProcess(), pid: round },
        hasEnded: ({ pid }: { pid: number }) => pid !== round,
        now: () => 0,
      };
      const workers = Array.from({ length: 20 }, (_, n) =>
        openLeases({ ...settings, owner: `${round}-${n}` }),
      );
      const acquisitions = await Promise.all(workers.map((leases) => leases.acquire(key)));
      expect(acquisitions.filter(({ kind }) => kind === 'acquired')).toHaveLength(1);
    }
    expect((await liveLeases(files, () => null)).map((one) => one.key)).toEqual([key]);
    expect(await liveLeases(files, () => true)).toEqual([]);
    await rm(root, { recursive: true });
  });
});

describe('the mark of a process', () => {
  it('tells a living process from one that has ended', async () => {
    expect(hasEnded(ownProcess())).toBe(false);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await new Promise((resolve) => child.once('spawn', resolve));
    const mark = { ...ownProcess(), pid: child.pid! };
    expect(hasEnded(mark), 'another process under that number').toBe(true);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(hasEnded(mark)).toBe(true);
  });

  it('says nothing of processes on other machines', () => {
    expect(hasEnded({ ...ownProcess(), system: 'another' })).toBe(null);
    expect(hasEnded({ ...ownProcess(), started: null })).toBe(null);
  });
});
