import { expect, test } from 'vitest';
import { brokenOff, earlyRecordings } from '../../../reports/sections/answer.ts';
import { syntheticPlan } from '../synthetic-run.ts';

test('recordings that end before others of their setting are named, those that were trained here are not', () => {
  const plan = syntheticPlan('t', 3);
  const recorded = { folder: 'c', program: null, errors: false, curve: null, samples: {} };
  const ends = [30, 20, 30];
  const stages = plan.stages.map((stage, at) => ({
    ...stage,
    recorded,
    training: { ...stage.training, updates: ends[at]! } as typeof stage.training,
  }));
  expect(earlyRecordings({ ...plan, stages })).toEqual([stages[1]!.id]);
  const trials = plan.trials.map((trial, at) => ({ ...trial, settings: { ...trial.settings, width: at } }));
  expect(earlyRecordings({ trials, stages })).toEqual([]);
  const own = stages.map(({ recorded: _, ...stage }) => stage);
  expect(earlyRecordings({ ...plan, stages: own })).toEqual([]);
});

test('recordings of trainings that had not ended, and rows that were left out, are told', () => {
  const { stages } = syntheticPlan('t', 3);
  const recorded = { folder: 'c', program: null, errors: false, curve: null, samples: {} };
  expect(brokenOff({ stages: stages.map((stage) => ({ ...stage, recorded })) })).toEqual([]);
  const unfinished = { iteration: 63, of: 400 };
  const skipped = { test: [5, 7] };
  const own = stages.map((stage, at) => ({
    ...stage,
    recorded: { ...recorded, ...(at === 1 ? { unfinished } : {}), ...(at === 2 ? { skipped } : {}) },
  }));
  const [ends, rows, ...others] = brokenOff({ stages: own });
  expect(ends![1]).toContain(`${own[1]!.id} goes to iteration 63 of 400`);
  expect(rows![1]).toMatch(/: 2$/);
  expect(others).toEqual([]);
});
