import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { findRun, findRuns, readRun } from '../../runner/run/read-run.ts';
import { createRunFolder } from '../../runner/run/run-folder.ts';
import { ownBegin } from '../../runner/workers/leases/process-mark.ts';
import { temporaryProject } from '../temporary-project.ts';

const runs = ['runs/small/2026-01-01-a', 'runs/small/both', 'runs/other/both', 'elsewhere'];

function place() {
  const cwd = temporaryProject(Object.fromEntries(runs.map((run) => [`${run}/plan.json`, '{}'])));
  return { cwd, out: join(cwd, 'runs') };
}

test.each([
  ['its name alone', '2026-01-01-a', 'runs/small/2026-01-01-a'],
  ['its study and name', 'small/2026-01-01-a', 'runs/small/2026-01-01-a'],
  ['its folder', 'runs/other/both', 'runs/other/both'],
  ['a folder that lies elsewhere', 'elsewhere', 'elsewhere'],
])('a run is found by %s', async (_, name, found) => {
  const { cwd, out } = place();
  expect(await findRun(cwd, out, name)).toBe(join(cwd, found));
});

test('a name that runs of two studies have is refused, and those named', async () => {
  const { cwd, out } = place();
  await expect(findRun(cwd, out, 'both')).rejects.toMatchObject({
    exitCode: 2,
    hint: expect.stringMatching(/(?=.*`small\/both`)(?=.*`other\/both`)/),
  });
  await expect(findRun(cwd, out, 'nothing')).rejects.toMatchObject({ exitCode: 2 });
});

const begun = { time: '2026-01-01T00:00:00.000Z', event: 'run-started', study: 's', folder: 'one' };

async function stateOf(own: object) {
  const line = JSON.stringify({ ...begun, engine: 'onnx/cpu', stages: ['net'], ...own });
  const out = temporaryProject({ 's/one/plan.json': '{}', 's/one/log.jsonl': `${line}\n` });
  return (await readRun(join(out, 's/one'))).state;
}

it.runIf(ownBegin())(
  'a run is not running because another process has the number of its own by now',
  async () => {
    const own = { process: process.pid, began: ownBegin()! };
    expect(await stateOf(own)).toBe('running');
    expect(await stateOf({ ...own, began: { ...own.began, started: '1' } })).toBe('interrupted');
    expect(
      await stateOf({ ...own, began: { ...own.began, system: 'before the machine was started again' } }),
    ).toBe('interrupted');
    expect(await stateOf({ process: process.pid }), 'of an older version').toBe('running');
  },
);

describe('which run a study stands for', () => {
  const begin = async (out: string, hour: string, state?: string) => {
    const folder = await createRunFolder(out, 's', new Date(`2026-01-02T${hour}:00:00Z`), () => {});
    writeFileSync(join(folder.path, 'plan.json'), '{}');
    if (state !== undefined) writeFileSync(join(folder.path, 'lock.json'), JSON.stringify({ state }));
    if (state === 'done') await folder.complete();
    return folder.path;
  };
  const found = (out: string, of: 'latest' | 'newest') =>
    findRun(out, out, 's', of).then((one) => realpath(one));

  it('the one that began last, as long as none is complete, also when the clock was put back', async () => {
    const out = temporaryProject({});
    await begin(out, '11', 'interrupted');
    const later = await begin(out, '10', 'failed');
    expect(basename(later)).toBe('20260102-110000-2');
    expect(await findRun(out, out, undefined)).toBe(later);
    expect(await findRun(out, out, 's')).toBe(join(out, 's/latest'));
    expect(await found(out, 'latest')).toBe(await realpath(later));
  });

  it('the last complete one, and the newest where that is asked for', async () => {
    const out = temporaryProject({});
    const whole = await begin(out, '10', 'done');
    for (const state of ['interrupted', 'failed', undefined]) {
      const open = await begin(out, '11', state);
      expect(await found(out, 'latest')).toBe(await realpath(whole));
      expect(await found(out, 'newest')).toBe(await realpath(open));
      expect(await findRun(out, out, undefined)).toBe(open);
    }
    const next = await begin(out, '12', 'done');
    expect(await found(out, 'latest')).toBe(await realpath(next));
    mkdirSync(join(out, 's/copy'));
    writeFileSync(join(out, 's/copy/plan.json'), '{}');
    expect(await found(out, 'newest')).toBe(await realpath(next));
  });
});

it('runs that began in one second are in order, more than nine of them too', async () => {
  const out = temporaryProject({});
  for (let run = 0; run < 11; run++) await createRunFolder(out, 's', new Date(0), () => {});
  const last = (await findRuns(out)).map((folder) => basename(folder)).slice(-2);
  expect(last).toEqual(['19700101-000000-10', '19700101-000000-11']);
});

it('a link `latest` that leads nowhere is not taken', async () => {
  const out = temporaryProject({ 's/one/plan.json': '{}' });
  symlinkSync('gone', join(out, 's/latest'), 'junction');
  mkdirSync(join(out, 't'));
  expect(await findRun(out, out, undefined)).toBe(join(out, 's/one'));
});
