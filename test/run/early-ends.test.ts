import { expect, test } from 'vitest';
import type { Outcome } from '../../runner/contract/stage-result.ts';
import { earlyEnds } from '../../runner/run/early-ends.ts';
import { planOf, studyText } from '../plan/study-text.ts';

const text = studyText
  .replace('epochs: 2 }', 'epochs: 9, earlyStopping: { patience: 1 } }')
  .replace('epochs: [0, 1/3, 2]', 'epochs: [0, 1, 3, 5, 9]');
const plan = planOf(text);
const said = (outcome: Outcome) =>
  earlyEnds(plan, { trainings: new Map([[plan.stages[0]!.key, { outcome }]]) });

test('names the rows that are not taken, by probe; the row of the end is', () => {
  const [message, ...more] = said({ kind: 'complete', stopped: 20 });
  expect(more).toEqual([]);
  // ten updates an epoch: epochs 3 and 5 of one probe; of the other one every fifth up to 85
  expect(message).toContain('2 rows of forward from epoch 3 to 5');
  expect(message).toContain('13 rows of backward from epoch 2.5 to 8.5');
});

test('says nothing of trainings that came to their last epoch, or that lose no row', () => {
  expect(said({ kind: 'complete' })).toEqual([]);
  expect(said({ kind: 'diverged', iteration: 20 })).toEqual([]);
  expect(said({ kind: 'complete', stopped: 80 })).toHaveLength(1);
  const one = planOf(text.replace('every: 5', 'epochs: [0, 9]'));
  const trainings = new Map([[one.stages[0]!.key, { outcome: { kind: 'complete', stopped: 60 } as const }]]);
  expect(earlyEnds(one, { trainings })).toEqual([]);
});
