import { expect, test } from 'vitest';
import { codesAndPlaces, compileText, studyText } from './study-text.ts';

test('a file of 10 MB is not parsed', () => {
  const text = `${studyText}# ${'x'.repeat(10 * 1024 * 1024)}\n`;
  expect(codesAndPlaces(compileText(text))).toEqual(['file-too-large small.yaml:1:1']);
});

test.each([
  ['flow lists', `study: s\ntitle: ${'['.repeat(1000)}${']'.repeat(1000)}\n`],
  ['flow maps', `study: s\ntitle: ${'{a: '.repeat(1000)}1${'}'.repeat(1000)}\n`],
  ['block maps', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['block lists', `${'- '.repeat(1000)}1\n`],
])('1,000 levels of %s are one clear message', (_, text) => {
  const { diagnostics } = compileText(text);
  expect(diagnostics.map(({ code }) => code)).toEqual(['yaml-syntax']);
  expect(diagnostics[0]!.message).toBe('values are nested too deeply');
});

test('a thousand unknown keys are a thousand messages, each at its place', () => {
  const keys = Array.from({ length: 1000 }, (_, index) => `key${index}: ${index}\n`).join('');
  const { diagnostics } = compileText(studyText + keys);
  expect(diagnostics).toHaveLength(1000);
  expect(new Set(diagnostics.map(({ range }) => range.start.line)).size).toBe(1000);
});
