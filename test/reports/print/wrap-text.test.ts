import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrapText } from '../../../reports/print/wrap-text.ts';

const widthOf = (text: string) => [...text].length;

it('breaks at blanks, and within what is longer than a line', () => {
  expect(wrapText('one two three', 7, widthOf)).toEqual(['one two', 'three']);
  expect(wrapText('abcdefghij kl', 4, widthOf)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
  expect(wrapText(' ', 4, widthOf)).toEqual([]);
});

it('loses no letter and keeps to the room', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (text, room) => {
      const lines = wrapText(text, room, widthOf);
      expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(room);
    }),
  );
});
