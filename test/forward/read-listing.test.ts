import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readListing } from '../../runner/forward/read-listing.ts';
import { RunError } from '../../src/node/run-error.ts';

test('files are relative to the listing', () => {
  const text = JSON.stringify([
    { file: 'a/x.safetensors', iteration: 3, epoch: 0.5 },
    { file: 'y.safetensors' },
  ]);
  expect(readListing(text, 'ckpt/checkpoints.json')).toEqual([
    { file: 'ckpt/a/x.safetensors', iteration: 3, epoch: 0.5 },
    { file: 'ckpt/y.safetensors', iteration: null, epoch: null },
  ]);
});

describe('what is refused', () => {
  test.each([
    'no json',
    '{}',
    '[]',
    '[3]',
    '[{ "file": "../x.safetensors" }]',
    '[{ "file": "/x.safetensors" }]',
    '[{ "file": "x", "iteration": -1 }]',
    '[{ "file": "x", "epoch": "1" }]',
    '[{ "file": "x", "step": 1 }]',
  ])('%s', (text) => {
    expect(() => readListing(text, 'checkpoints.json')).toThrow(RunError);
  });

  test('any JSON is read or refused', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          expect(readListing(text, 'checkpoints.json').length).toBeGreaterThan(0);
        } catch (cause) {
          expect(cause).toBeInstanceOf(RunError);
        }
      }),
    );
  });
});
