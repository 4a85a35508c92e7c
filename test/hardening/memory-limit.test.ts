import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventsOf, runsOf } from '../runs/spawned-runs.ts';
import { expectOneMessage, freshFolder, infoplane, tables } from './bad-disks.ts';

/** A group of processes that together may take so much memory: the system kills one of them when they take more. */
interface MemoryGroup {
  /** The file that takes the number of a process which is to belong to it. */
  readonly processes: string;
  remove(): Promise<void>;
}

/** @returns why there is none where there is none */
function memoryGroup(megabytes: number): MemoryGroup | string {
  const group = `infoplane-test-${process.pid}`;
  for (const { root, file, swap, swapMegabytes } of [
    {
      root: '/sys/fs/cgroup/memory',
      file: 'memory.limit_in_bytes',
      swap: 'memory.memsw.limit_in_bytes',
      swapMegabytes: megabytes,
    },
    { root: '/sys/fs/cgroup', file: 'memory.max', swap: 'memory.swap.max', swapMegabytes: 0 },
  ]) {
    const folder = join(root, group);
    try {
      mkdirSync(folder);
      // a file that the system does not offer cannot be made there
      const limit = (name: string, size: number) =>
        writeFileSync(join(folder, name), `${size * 2 ** 20}`, { flag: 'r+' });
      limit(file, megabytes);
      if (existsSync(join(folder, swap))) limit(swap, swapMegabytes);
      return { processes: join(folder, 'cgroup.procs'), remove: () => removeEmpty(folder) };
    } catch {
      try {
        rmdirSync(folder);
      } catch {
        // it was not made
      }
    }
  }
  return 'needs root, and a memory controller of cgroups that it may use';
}

/** The last process of a group may be a moment from its end. */
async function removeEmpty(folder: string, looks = 100): Promise<void> {
  await rmdir(folder).catch(async (cause) => {
    if (looks === 0) throw cause;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await removeEmpty(folder, looks - 1);
  });
}

const probe = memoryGroup(100);
if (typeof probe !== 'string') await probe.remove();
const missing = typeof probe === 'string' ? probe : null;

let place: string;
beforeEach(() => {
  place = freshFolder();
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

it.skipIf(missing !== null)(
  `workers that the system really kills for memory are named as that, and what they left is done later${missing ? ` (${missing})` : ''}`,
  async () => {
    const study = ['run', 'tiny.yaml', '--set', 'matrix={seed: [1, 2]}'];
    const group = memoryGroup(40);
    if (typeof group === 'string') throw new Error(group);
    const joins = join(place, 'join.cjs');
    const { processes } = group;
    writeFileSync(
      joins,
      `if (process.argv[2] === 'worker') require('node:fs').writeFileSync('${processes}', String(process.pid));`,
    );
    const env = { NODE_OPTIONS: `--require ${joins}` };
    let small: ReturnType<typeof infoplane>;
    try {
      small = infoplane(place, [...study, '--jobs', '2'], { env });
    } finally {
      await group.remove();
    }
    expectOneMessage(small, /worker \S+ is gone: killed by the system for memory: run fewer/, 'too little');
    const [folder] = await runsOf(place, 'tiny');
    const lost = (await eventsOf(folder!)).filter(({ event }) => event === 'worker-lost');
    expect(lost.length).toBeGreaterThan(0);
    for (const { message } of lost) expect(message).toMatch(/for memory/);
    const after = infoplane(place, study);
    expect(after.code, after.err).toBe(0);
    const done = tables(place);
    const alone = infoplane(place, [...study, '--fresh']);
    expect(alone.code, alone.err).toBe(0);
    expect(tables(place).equals(done)).toBe(true);
  },
  900_000,
);
