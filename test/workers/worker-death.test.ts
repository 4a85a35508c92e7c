import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { causeOfDeath, countMemoryKills } from '../../runner/workers/worker-death.ts';

const end = { code: null, signal: null, words: '', memoryKills: false };

describe('a worker that ended', () => {
  it('for memory is said to have, whoever ended it', () => {
    const killed = { ...end, signal: 'SIGKILL' };
    expect(causeOfDeath({ ...killed, memoryKills: true })).toMatch(/^killed by the system for memory/);
    expect(causeOfDeath({ ...end, code: 137, memoryKills: true })).toMatch(
      /^killed by the system for memory/,
    );
    const slurm = 'slurmstepd: error: Detected 1 oom_kill event in StepId=7.batch';
    expect(causeOfDeath({ ...killed, words: slurm })).toMatch(/^killed by the system for memory/);
    expect(causeOfDeath(killed)).toBe('killed by the system, most likely for memory');
  });

  it('with a full heap is named as that, by what Node really says', () => {
    const script = 'const all = []; for (;;) all.push(new Array(1000).fill(all.length))';
    const { status, signal, stderr } = spawnSync(
      process.execPath,
      ['--max-old-space-size=20', '-e', script],
      {
        encoding: 'utf8',
      },
    );
    expect(status).not.toBe(0);
    const cause = causeOfDeath({ code: status, signal, words: stderr, memoryKills: false });
    expect(cause).toMatch(/^its JavaScript heap was full: .*max-old-space-size/);
  });

  it('otherwise has its signal or its exit code named, and nothing when it left by itself', () => {
    expect(causeOfDeath({ ...end, signal: 'SIGSEGV' })).toBe('ended by SIGSEGV');
    expect(causeOfDeath({ ...end, code: 70 })).toBe('ended with exit code 70');
    expect(causeOfDeath({ ...end, code: 0 })).toBeNull();
  });

  it('can be compared with what the system counts', () => {
    const count = countMemoryKills();
    expect(Number.isInteger(count) && count >= 0).toBe(true);
    expect(countMemoryKills()).toBeGreaterThanOrEqual(count);
  });
});
