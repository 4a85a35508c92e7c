import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Chunks } from '../../src/table/utf8-chunks.ts';

function bytesOf(texts: Iterable<string>): Buffer {
  return Buffer.concat(copies(texts));
}

/** A chunk holds until the next one is asked for. */
function copies(texts: Iterable<string>): Buffer[] {
  const found: Buffer[] = [];
  for (const chunk of utf8Chunks(texts)) found.push(Buffer.from(chunk));
  return found;
}

test('chunks are the bytes of all texts', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 50 }), (texts) => {
      expect(bytesOf(texts).equals(Buffer.from(texts.join('')))).toBe(true);
    }),
  );
});

test.each([0, 1, 43_690, 43_691, 131_072, 500_000])('texts of %i characters come whole', (length) => {
  const texts = ['before', '\u20ac'.repeat(length), 'after', 'x'.repeat(length)];
  expect(bytesOf(texts).equals(Buffer.from(texts.join('')))).toBe(true);
});

test('many texts come in few chunks', () => {
  const found = copies(Array.from({ length: 10_000 }, () => 'a line of some text\n'));
  expect(found.length).toBeLessThan(6);
});
