import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Moment, StageRows } from '../../runner/contract/checkpoint.ts';
import { type CheckpointOptions, KeptCheckpoints } from '../../runner/store/checkpoints.ts';
import { joinKeptRows, keptRows } from '../../src/table/kept-rows.ts';

const key = 'cd'.repeat(32);
/** A training without captures that are kept. */
const noCaptures: CheckpointOptions['captures'] = {
  marks: async () => ({}),
  suffices: async (_marks, _iteration, unread) => unread.length === 0,
  resume: async () => {},
};
let folder: string;
let warnings: string[];
let events: string[];
let clock: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-checkpoints-'));
  warnings = [];
  events = [];
  clock = 0;
});
afterEach(() => rm(folder, { recursive: true }));

const open = (seconds = 10, holds = async () => true) =>
  new KeptCheckpoints(folder, key, {
    seconds,
    captures: noCaptures,
    hold: { holds },
    now: () => clock,
    warn: (message) => warnings.push(message),
    tell: (what, iteration) => events.push(`${what} ${iteration}`),
  });
const inside = (...names: string[]) => join(folder, 'checkpoints', key, ...names);

/** What is in the folder of the checkpoints, by its name. */
const contents = async () =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(inside()))
        .sort()
        .map(async (name) => [name, (await readFile(inside(name))).toString('hex')]),
    ),
  );

/** A moment whose numbers JSON and float32 must carry to the last bit. */
const moment = (iteration: number): Moment => ({
  iteration,
  session: {
    updates: iteration,
    tensors: new Map([
      ['weight:0:kernel', { shape: [2, 2], values: Float32Array.of(iteration, -0, Number.NaN, 1e-45) }],
      ['slot:0:kernel', { shape: [1], values: Float32Array.of(1 / 3) }],
    ]),
  },
  stretch: { loss: 0.1 + 0.2 + iteration, correct: iteration % 2 ? null : 3, seen: 7 },
});
const rows = (from: number, to: number, estimates = ['a', 'b']): StageRows => ({
  estimates: Object.fromEntries(
    estimates.map((name) => [
      name,
      keptRows(
        Array.from({ length: to - from }, (_, i) => ({
          iteration: from + i,
          layer: null,
          cells: { value: (from + i) / 3, flag: null, method: name },
        })),
      ),
    ]),
  ),
  curve: [{ iteration: to, split: 'train', loss: 1 / 7, accuracy: null }],
  means: {},
});
const joined = (...parts: StageRows[]): StageRows => ({
  estimates: Object.fromEntries(
    Object.keys(parts[0]!.estimates).map((key) => [
      key,
      joinKeptRows(parts.map((part) => part.estimates[key]!)),
    ]),
  ),
  curve: parts.flatMap((part) => part.curve),
  means: {},
});
const both = ['a', 'b'];

/** Three checkpoints, at iterations 2, 4 and 6. */
async function saveThree(): Promise<void> {
  const checkpoints = open();
  for (const at of [2, 4, 6]) await checkpoints.save(moment(at), Promise.resolve(rows(at - 2, at)));
  await checkpoints.close();
}

describe('checkpoints', () => {
  it('give back the latest moment and all rows before it, and keep the latest two', async () => {
    expect(await open().load(both)).toBeNull();
    await saveThree();
    expect((await readdir(inside())).sort()).toEqual(['4.checkpoint', '6.checkpoint', 'rows']);
    const found = await open().load(both);
    expect(found).toEqual({ unread: [], ...moment(6), ...joined(rows(0, 2), rows(2, 4), rows(4, 6)) });
    expect(Object.is(found!.session.tensors.get('weight:0:kernel')!.values[1], -0)).toBe(true);
    expect(events).toEqual(['saved 2', 'saved 4', 'saved 6', 'resumed 6']);
    expect(warnings).toEqual([]);
  });

  it('go on: what was added after a checkpoint is cut off, what comes later is added', async () => {
    await saveThree();
    const torn = Buffer.concat([await readFile(inside('rows')), Buffer.from(`${'0'.repeat(64)} 900\nhalf`)]);
    await writeFile(inside('rows'), torn);
    await writeFile(inside('.unfinished-1-8.checkpoint'), 'half');
    const checkpoints = open();
    expect((await checkpoints.load(both))!.iteration).toBe(6);
    await checkpoints.save(moment(8), Promise.resolve(rows(6, 8)));
    await checkpoints.close();
    expect((await readdir(inside())).sort()).toEqual(['6.checkpoint', '8.checkpoint', 'rows']);
    expect((await open().load(both))!.estimates.a!.iterations).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(warnings).toEqual([]);
  });

  it('keep where averages over rows stand, to the last bit', async () => {
    const means = { a: { 'width layer 2': { iteration: 3, value: 0.1 + 0.2 } } };
    const checkpoints = open();
    await checkpoints.save(moment(2), Promise.resolve({ ...rows(0, 2), means: {} }));
    await checkpoints.save(moment(4), Promise.resolve({ ...rows(2, 4), means }));
    await checkpoints.save(
      moment(6),
      Promise.resolve({ estimates: { a: keptRows([]), b: keptRows([]) }, curve: [], means }),
    );
    await checkpoints.close();
    expect((await open().load(both))!.means).toEqual(means);
  });

  it('are gone on from where all wanted estimates have rows, and what lies beyond goes', async () => {
    const checkpoints = open();
    await checkpoints.save(moment(2), Promise.resolve(rows(0, 2)));
    await checkpoints.close();
    const fewer = open();
    expect((await fewer.load(['b']))!.estimates).toEqual({ b: rows(0, 2).estimates.b });
    await fewer.save(moment(4), Promise.resolve(rows(2, 4, ['b'])));
    await fewer.close();
    expect((await open().load(['b']))!.iteration).toBe(4);
    const again = open();
    expect(await again.load(both)).toEqual({ unread: [], ...moment(2), ...rows(0, 2) });
    expect((await readdir(inside())).sort()).toEqual(['2.checkpoint', 'rows']);
    await again.save(moment(3), Promise.resolve(rows(2, 3)));
    await again.close();
    expect(await open().load(both)).toEqual({ unread: [], ...moment(3), ...joined(rows(0, 2), rows(2, 3)) });
    const other = open();
    expect(await other.load(['a', 'c'])).toBeNull();
    await other.save(moment(1), Promise.resolve(rows(0, 1, ['a', 'c'])));
    await other.close();
    expect(await open().load(['c', 'a'])).toEqual({ unread: [], ...moment(1), ...rows(0, 1, ['c', 'a']) });
    expect(warnings).toEqual([]);
  });

  it('wait for the rows, one after the other, and leave out what will not come', async () => {
    const checkpoints = open(0);
    let arrive = (_: StageRows | null) => {};
    const first = checkpoints.save(moment(2), new Promise((resolve) => (arrive = resolve)));
    const second = checkpoints.save(moment(4), Promise.resolve(rows(2, 4)));
    expect(checkpoints.due(true)).toBe(false);
    arrive(rows(0, 2));
    await first;
    await second;
    await checkpoints.save(moment(6), Promise.resolve(null));
    expect(events).toEqual(['saved 2', 'saved 4']);
    expect(checkpoints.due(false)).toBe(true);
    await checkpoints.close();
  });

  it('are due after their interval, sooner at the end of an epoch, and later where saving takes long', async () => {
    const checkpoints = open(10);
    expect([checkpoints.due(false), checkpoints.due(true)]).toEqual([false, false]);
    clock = 2500;
    expect([checkpoints.due(false), checkpoints.due(true)]).toEqual([false, true]);
    clock = 10_000;
    expect(checkpoints.due(false)).toBe(true);
    const slow = new KeptCheckpoints(folder, key, {
      seconds: 10,
      captures: noCaptures,
      hold: { holds: async () => true },
      now: () => clock,
      warn: () => {},
      tell: () => (clock += 1000), // a save that takes a second
    });
    await slow.save(moment(2), Promise.resolve(rows(0, 2)));
    clock += 49_000;
    expect(slow.due(false)).toBe(false);
    clock += 1000;
    expect(slow.due(false)).toBe(true);
    await slow.close();
  });

  it('notice every single flipped byte of the last one and go on from the one before', async () => {
    await saveThree();
    const good = await readFile(inside('6.checkpoint'));
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at]! ^= 1 << (at % 8);
      await writeFile(inside('6.checkpoint'), bad);
      warnings = [];
      expect(await open().load(both)).toEqual({
        unread: [],
        ...moment(4),
        ...joined(rows(0, 2), rows(2, 4)),
      });
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('goes on from iteration 4');
    }
    expect((await readdir(inside())).sort()).toEqual(['4.checkpoint', '6.checkpoint.damaged', 'rows']);
  });

  it('notice every single flipped byte of the rows: the older one if it is beyond, else the beginning', async () => {
    await saveThree();
    const keep = new Map<string, Buffer>();
    for (const name of await readdir(inside())) keep.set(name, await readFile(inside(name)));
    const good = keep.get('rows')!;
    const outcomes: (number | null)[] = [];
    for (let at = 0; at < good.length; at++) {
      for (const [name, bytes] of keep) await writeFile(inside(name), bytes);
      const bad = Buffer.from(good);
      bad[at]! ^= 1 << (at % 8);
      await writeFile(inside('rows'), bad);
      warnings = [];
      const found = await open().load(both);
      outcomes.push(found?.iteration ?? null);
      if (found) expect(found).toEqual({ unread: [], ...moment(4), ...joined(rows(0, 2), rows(2, 4)) });
      expect(warnings).toHaveLength(found ? 1 : 2);
    }
    const lost = outcomes.filter((one) => one === null).length;
    expect(lost).toBeGreaterThan(0);
    expect(outcomes).toEqual([...Array(lost).fill(null), ...Array(good.length - lost).fill(4)]);
  });

  it('notice files that are cut off, missing, or of another training', async () => {
    const spoil: Record<string, () => Promise<void>> = {
      cut: async () =>
        writeFile(inside('6.checkpoint'), (await readFile(inside('6.checkpoint'))).subarray(0, 90)),
      empty: () => writeFile(inside('6.checkpoint'), ''),
      renamed: async () => writeFile(inside('6.checkpoint'), await readFile(inside('4.checkpoint'))),
      'rows cut': async () => writeFile(inside('rows'), (await readFile(inside('rows'))).subarray(0, -1)),
    };
    for (const [how, act] of Object.entries(spoil)) {
      await rm(inside(), { recursive: true, force: true });
      await saveThree();
      await act();
      expect((await open().load(both))?.iteration, how).toBe(4);
    }
    await rm(inside('rows'));
    expect(await open().load(both)).toBeNull();
    const other = 'ef'.repeat(32);
    await saveThree();
    await mkdir(join(folder, 'checkpoints', other));
    for (const name of ['6.checkpoint', 'rows']) {
      await writeFile(join(folder, 'checkpoints', other, name), await readFile(inside(name)));
    }
    const elsewhere = new KeptCheckpoints(folder, other, {
      seconds: 1,
      captures: noCaptures,
      hold: { holds: async () => true },
      now: () => 0,
      warn: (message) => warnings.push(message),
      tell: () => {},
    });
    expect(await elsewhere.load(both)).toBeNull();
  });

  it('of who has lost the training touch nothing of who has it now', async () => {
    const stopped = { now: false };
    const old = open(10, async () => !stopped.now);
    await old.save(moment(3), Promise.resolve(rows(0, 3)));
    stopped.now = true;
    const heir = open();
    await heir.load(both);
    await heir.save(moment(6), Promise.resolve(rows(3, 6)));
    const before = await contents();
    await old.save(moment(5), Promise.resolve(rows(3, 5)));
    await old.clear();
    expect(await contents()).toEqual(before);
    await heir.close();
    expect((await open().load(both))?.iteration).toBe(6);
    expect(warnings).toEqual([]);
  });

  it('that were lost while they were written are not left behind', async () => {
    let looks = 0;
    const old = open(10, async () => ++looks < 2);
    await old.save(moment(3), Promise.resolve(rows(0, 3)));
    await old.close();
    expect(Object.keys(await contents())).toEqual(['rows']);
    expect(events).toEqual([]);
  });

  it('tell once that they cannot be written, lose no rows, and are whole again afterwards', async () => {
    await mkdir(join(folder, 'checkpoints'));
    await writeFile(inside(), 'a file where the folder should be');
    const checkpoints = open();
    await checkpoints.save(moment(2), Promise.resolve(rows(0, 2)));
    await checkpoints.save(moment(4), Promise.resolve(rows(2, 4)));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('cannot be saved');
    await rm(inside());
    await checkpoints.save(moment(6), Promise.resolve(rows(4, 6)));
    await checkpoints.close();
    expect(await open().load(both)).toEqual({
      unread: [],
      ...moment(6),
      ...joined(rows(0, 2), rows(2, 4), rows(4, 6)),
    });
  });

  it('are gone once they are cleared, and begin anew', async () => {
    await saveThree();
    const checkpoints = open();
    await checkpoints.load(both);
    await checkpoints.clear();
    expect(await readdir(join(folder, 'checkpoints'))).toEqual([]);
    await checkpoints.save(moment(2), Promise.resolve(rows(0, 2)));
    await checkpoints.close();
    expect((await open().load(both))!.estimates.a!.iterations).toHaveLength(2);
  });
});
