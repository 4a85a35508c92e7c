import fc from 'fast-check';
import { expect, test } from 'vitest';
import { locate } from '../../src/diagnostic/position.ts';

test('lines end with LF, CR LF or CR', () => {
  const { position } = locate('ab\ncd\r\nef\rgh');
  const at = (offset: number) => [position(offset).line, position(offset).column];
  expect([0, 2, 3, 7, 10, 11].map(at)).toEqual([
    [1, 1],
    [1, 3],
    [2, 1],
    [3, 1],
    [4, 1],
    [4, 2],
  ]);
});

test('a position leads back to its character', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', 'b', '日') });
  fc.assert(
    fc.property(text, fc.nat(50), (written, offset) => {
      fc.pre(offset < written.length && written[offset] !== '\n');
      const { line, column } = locate(written).position(offset);
      expect(written.split('\n')[line - 1]![column - 1]).toBe(written[offset]);
    }),
  );
});

test('offsets outside the text are taken to its ends', () => {
  expect(locate('ab').position(99)).toEqual({ line: 1, column: 3, offset: 2 });
  expect(locate('ab').position(-1)).toEqual({ line: 1, column: 1, offset: 0 });
});
