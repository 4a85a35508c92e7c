import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KillingGround, type Moment, type Outcome, tally } from './killed-runs.ts';

describe('a run that was interrupted', () => {
  let ground: KillingGround;
  let whole: Map<string, string>;
  let captures: Map<string, string>;
  const outcomes: { moment: Moment; outcome: Outcome }[] = [];
  beforeAll(async () => {
    ground = await KillingGround.open('onnx/cpu');
    await ground.finish();
    whole = await ground.tables();
    expect(whole.size).toBe(8);
    captures = await ground.captures();
    expect(captures.size).toBe(3);
  });
  afterAll(() => {
    console.log(tally(outcomes));
    ground.remove();
  });

  // at once when the moment is there, since how long a phase lasts is not known beforehand; the long form draws delays
  const cases: readonly [Moment, times: number][] = [
    ['in training', 2],
    ["in a checkpoint's write", 2],
    ['after the training', 1],
  ];
  it.each(cases)(
    'goes on to the same tables after kill -9 %s (%i times)',
    async (moment, times) => {
      const outcome = await ground.killAndFinish(moment, 0, times);
      outcomes.push({ moment, outcome });
      expect(outcome.kills).toBeGreaterThan(0);
      expect(outcome.tables).toEqual(whole);
      expect(outcome.captures).toEqual(captures);
      expect(outcome.went).not.toBe('from the beginning');
    },
    300_000,
  );

  it('saves where it stands when it is asked to leave, and says so', async () => {
    ground.clear();
    let stopped = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGUSR1'] as const) {
      const run = await ground.startTraining();
      run.child.kill(signal);
      const end = await run.ended;
      expect(end.code, signal).toBe(130);
      for (const text of [end.err, end.out]) expect(text).toContain('the same command continues from there');
      if (stopped > 0) expect(end.err).toContain(`resumed at iteration ${stopped} of 120`);
      const here = Number(/interrupted at iteration (\d+)/.exec(end.err)![1]);
      expect(here, signal).toBeGreaterThanOrEqual(Math.max(1, stopped));
      stopped = here;
    }
    const last = await ground.finish();
    expect(last.err).toContain(`resumed at iteration ${stopped} of 120`);
    expect(await ground.tables()).toEqual(whole);
    expect(await ground.captures()).toEqual(captures);
    const lock = JSON.parse(readFileSync(join(ground.folder, 'runs/killed/latest/lock.json'), 'utf8'));
    expect(lock.stages[0].resumed).toBe(stopped);
  }, 300_000);
});
