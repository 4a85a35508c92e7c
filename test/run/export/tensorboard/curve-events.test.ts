import { expect, it } from 'vitest';
import { curveEvents } from '../../../../runner/run/export/tensorboard/curve-events.ts';

const training = [
  { trial: 'a', model: 'net', iteration: 4, split: 'train', loss: 0.5, accuracy: null },
  { trial: 'a', model: 'net', iteration: 0, split: 'test', loss: 2.5, accuracy: 0.1 },
  { trial: 'b', model: 'net', iteration: 0, split: 'test', loss: Number.NaN, accuracy: 0.2 },
];
const row = {
  trial: 'a',
  model: 'net',
  iteration: 0,
  estimator: 'IXT',
  quantity: 'I(X;T)',
  layer: 'C1',
  alpha: 1.01,
};

it('makes a run of each trial and model, with curves by iteration; what is absent is left out', () => {
  const estimates = [
    { ...row, value: 3 },
    { ...row, iteration: 4, value: null },
  ];
  expect(curveEvents({ training, estimates })).toEqual([
    {
      trial: 'a',
      model: 'net',
      events: [
        { tag: 'IXT I(X;T)/C1', step: 0, value: 3 },
        { tag: 'accuracy/test', step: 0, value: 0.1 },
        { tag: 'loss/test', step: 0, value: 2.5 },
        { tag: 'loss/train', step: 4, value: 0.5 },
      ],
    },
    { trial: 'b', model: 'net', events: [{ tag: 'accuracy/test', step: 0, value: 0.2 }] },
  ]);
});

it('tells rows of one moment apart by feature maps and orders, where there are several', () => {
  const estimates = [
    { ...row, value: 1, channel: 0 },
    { ...row, value: 2, channel: 0, channel_2: 3 },
    { ...row, value: 3, estimator: 'two', alpha: 2 },
    { ...row, value: 4, estimator: 'two', alpha: 5, layer: null },
  ];
  const events = curveEvents({ training: [], estimates }).flatMap((run) => run.events);
  expect(events.map(({ tag }) => tag)).toEqual([
    'IXT I(X;T)/C1/map 0',
    'IXT I(X;T)/C1/map 0, 3',
    'two I(X;T)/C1/alpha 2',
    'two I(X;T)/all/alpha 5',
  ]);
});
