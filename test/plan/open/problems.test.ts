import { expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostic/diagnostic.ts';
import { locate } from '../../../src/diagnostic/position.ts';
import { Problems } from '../../../src/plan/open/problems.ts';

function unknownKey(name: string, text: string, offset: number): Diagnostic {
  const range = locate(text).range(offset, offset + 1);
  return { code: 'key-unknown', severity: 'error', source: { name, text }, range, path: 'a', message: '' };
}

test('the same problem of the same text is kept once, also where the text was read twice', () => {
  const problems = new Problems();
  problems.add(
    unknownKey('a.yaml', 'abc', 1),
    unknownKey('a.yaml', 'abc', 1),
    unknownKey('a.yaml', 'abc', 2),
  );
  problems.add(unknownKey('b.yaml', 'abc', 1), unknownKey('a.yaml', 'abd', 1));
  const found = problems
    .list()
    .map(({ source, range }) => `${source.name} ${source.text} ${range.start.offset}`);
  expect(found.toSorted()).toEqual(['a.yaml abc 1', 'a.yaml abc 2', 'a.yaml abd 1', 'b.yaml abc 1']);
});
