import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCaptureRows } from '../../src/captures/capture-rows.ts';
import type { RecordedSample } from '../../src/captures/captures-header.ts';
import { RunError } from '../../src/node/run-error.ts';

const sample: RecordedSample = { split: 'test', n: 4, common: null };
const header = {
  samples: new Map([
    ['batch', sample],
    ['test', sample],
  ]),
};
const line = (iteration: number, samples = 'test', more: object = {}) =>
  JSON.stringify({ samples, iteration, epoch: iteration / 8, file: `${samples}/${iteration}.npz`, ...more });

test('reads rows of several samples, each in its own order', () => {
  const text = [line(0), line(0, 'batch'), line(4), line(2, 'batch', { sha256: '0f'.repeat(32) })].join('\n');
  const { rows, cut } = readCaptureRows(`${text}\n`, header, 'x');
  expect(cut).toBe(false);
  expect(rows.map(({ samples, iteration }) => [samples, iteration])).toEqual([
    ['test', 0],
    ['batch', 0],
    ['test', 4],
    ['batch', 2],
  ]);
  expect(rows[2]).toEqual({ samples: 'test', iteration: 4, epoch: 0.5, file: 'test/4.npz', sha256: null });
});

test('wherever the text is cut, the rows before are read', () => {
  const whole = [line(0), line(1), line(5)].map((one) => `${one}\n`).join('');
  fc.assert(
    fc.property(fc.nat(whole.length), (at) => {
      const { rows, cut } = readCaptureRows(whole.slice(0, at), header, 'x');
      const begun = whole.slice(0, at).split('\n');
      const last = begun.pop()!;
      const isWhole = [line(0), line(1), line(5)].includes(last);
      expect(rows).toHaveLength(begun.length + (isWhole ? 1 : 0));
      expect(cut).toBe(last !== '' && !isWhole);
    }),
  );
});

describe('one message names the line', () => {
  test.each([
    ['{}', 'samples'],
    ['', 'JSON'],
    ['[1]', 'JSON'],
    [line(0, 'train'), 'train'],
    [line(-1), 'iteration'],
    [line(0.5), 'iteration'],
    [line(2, 'test', { epoch: -1 }), 'epoch'],
    [line(2, 'test', { epoch: 'last' }), 'epoch'],
    [line(2, 'test', { file: '../x.npz' }), '../x.npz'],
    [line(2, 'test', { file: 'x.csv' }), 'x.csv'],
    [line(2, 'test', { sha256: 'x' }), 'sha256'],
    [line(2, 'test', { time: 1 }), 'time'],
    [line(1), 'iteration 1'],
  ])('%s', (bad, named) => {
    const read = () => readCaptureRows(`${line(1)}\n${bad}\n`, header, 'run/rows.jsonl');
    expect(read).toThrow(RunError);
    expect(read).toThrow('run/rows.jsonl, line 2');
    expect(read).toThrow(named);
  });
});

test('whatever the lines are, they are read or refused in words', () => {
  const some = fc.oneof(
    fc.json(),
    fc.string(),
    fc.nat(9).map((at) => line(at)),
  );
  fc.assert(
    fc.property(fc.array(some, { maxLength: 5 }), (lines) => {
      try {
        const { rows } = readCaptureRows(lines.join('\n'), header, 'x');
        expect(rows.length).toBeLessThanOrEqual(lines.join('\n').split('\n').length);
      } catch (cause) {
        expect(cause).toBeInstanceOf(RunError);
      }
    }),
    { numRuns: 500 },
  );
});
