import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blockFault } from '../../src/document/block-fault.ts';
import { parseDocument } from '../../src/document/parse-document.ts';
import { studyTexts } from './yaml-faults.ts';

test('the lines of every study fit', () => {
  expect(studyTexts.map(blockFault)).toEqual(studyTexts.map(() => null));
});

test('so do the lines of every broken study that is YAML', () => {
  const folder = new URL('../golden/diagnostics/', import.meta.url);
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
    .filter((source) => parseDocument(source).diagnostics.every(({ code }) => code !== 'yaml-syntax'));
  expect(texts.length).toBeGreaterThan(150);
  expect(texts.filter(({ text }) => blockFault(text) !== null)).toEqual([]);
});

test.each([
  ['a text below `|` or `>`', 'a: |\n   b: 1\n  c\n\n   - d\ne: >-\n  f: [\ng: 1\n'],
  ['brackets over several lines', 'a: {\n  b: 1,\nc: [2,\n] }\nd:\n  - [1,\n2]\n'],
  ['quotes over several lines', 'a: "b\n\n   c: \\" d"\ne: \'f\n  - g\'\nh: 1\n'],
  ['lists in lists', '- - a: 1\n    b: 2\n  - c\n-\n  d: 1\n'],
  ['a list in the column of its key', 'a:\n- b: 1\n  c: 2\n- d\ne: 1\n'],
  ['anchors, comments and quoted keys', '"a b": &x # c\n  d: 1 # e: f\n# g\n   # h\ni: *x\n'],
  ['plain text over several lines', 'a: one\n  two\n  three\nb: 1\n'],
  ['carriage returns', 'a:\r\n  b: 1\r\n\r\n  c: 2\r\nd: 1\r\n'],
])('%s fit', (_, text) => {
  expect(blockFault(text)).toBeNull();
});

test.each([
  ['a tab', 'a:\n\tb: 1\n', 3],
  ['a key below a value', 'a: 1\n  b: 2\n', 7],
  ['a column in which nothing begins', 'a:\n    b: 1\n    c: 2\n  d: 3\n', 23],
  ['the first of a map in another column', 'a:\n    b: 1\n  c: 2\n  d: 3\n', 7],
  ['an item among keys', 'a:\n  b: 1\n  - c: 2\n', 12],
  ['a key after one item', 'a:\n  - b: 1\n  c: 2\n', 5],
  ['a key after items', 'a:\n  - b\n  - c\n  d: 2\n', 17],
  ['a missing colon', 'a:\n  b\n    c: 1\n', 5],
  ['a missing colon before a bracket', 'a:\n  b { c: 1 }\n', 5],
  ['a missing space', 'a:\n  b:1\n  c: 2\n', 5],
])('%s is found where it stands', (_, text, start) => {
  expect(blockFault(text)?.start).toBe(start);
});
