import { describe, expect, it } from 'vitest';
import { stateWarning } from '../../../reports/sections/run-state.ts';
import type { JsonObject } from '../../../src/plan/plan.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';

const told = (run: ReturnType<typeof syntheticRun>, lock: JsonObject) =>
  stateWarning({ ...run, lock })?.html ?? '';

describe('how far a run came', () => {
  const one = syntheticRun({ iterations: [0, 156] });
  const stage = { id: 'lenet5[seed=1]', key: 'key-1', result: null };

  it('is the iteration at which its one training was interrupted, as lock.json says', () => {
    const lock = {
      state: 'interrupted',
      stages: [{ ...stage, ended: { how: 'interrupted', iteration: 269, of: 469 } }],
    };
    expect(told(one, lock)).toContain('This run was interrupted at iteration 269 of 469.');
  });

  it('is that of the last row where nothing else says it', () => {
    expect(told(one, { state: 'running' })).toContain('This run goes on at iteration 156 of 469.');
    expect(told(one, { state: 'interrupted', stages: [stage] })).toContain(
      'interrupted at iteration 156 of 469.',
    );
  });

  it('is told of several trainings: which are complete, where others are, and which have nothing', () => {
    const three = syntheticRun({ seeds: 3, iterations: [0, 156] });
    const estimates = three.tables.estimates.filter(({ seed }) => seed !== 3);
    const training = three.tables.training.filter(({ seed }) => seed !== 3);
    const run = { ...three, tables: { ...three.tables, estimates, training } };
    const stages = [
      { ...stage, result: 'kept' },
      { id: 'lenet5[seed=2]', key: 'key-2', result: null },
      { id: 'lenet5[seed=3]', key: 'key-3', result: null },
    ];
    expect(told(run, { state: 'failed', stages })).toContain(
      'This run failed: 1 of 3 trainings is complete, lenet5[seed=2] is at iteration 156 of 469, 1 has no rows yet.',
    );
  });

  it('is not told of a complete run', () => {
    expect(told(one, { state: 'done' })).toBe('');
    expect(told(one, {})).toBe('');
  });
});
