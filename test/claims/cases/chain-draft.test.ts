import { expect, test } from 'vitest';
import { ChainDraft, type ChainPlace, trialsBySetting } from '../../../runner/claims/cases/chain-draft.ts';

function unit(name: string, setting: string) {
  return { name, seed: 1, setting, cells: {}, repeats: false, from: [name] };
}

test('values stand by place and trial, those that fall together as their mean, and gaps as null', () => {
  const own = trialsBySetting([unit('a', 's'), unit('x', 'other'), unit('b', 's')]).get('s')!;
  const places = new Map<string, ChainPlace>([
    ['late', { number: 0, name: 'P2', at: 2 }],
    ['never', { number: 1, name: 'P1', at: 1 }],
    ['early', { number: 2, name: 'P0', at: 0 }],
  ]);
  const draft = new ChainDraft(own, { of: 'C1', epoch: null }, places);
  draft.add('early', 'b', 1);
  draft.add('early', 'b', null);
  draft.add('early', 'b', 4);
  draft.add('late', 'a', 3);
  const chain = draft.finish();
  expect({ ...chain, trials: chain.trials().map(({ trial, values }) => [trial.name, values]) }).toEqual({
    setting: 's',
    of: 'C1',
    epoch: null,
    places: ['P0', 'P1', 'P2'],
    at: [0, 1, 2],
    trials: [
      ['a', [null, null, 3]],
      ['b', [2.5, null, null]],
    ],
  });
});
