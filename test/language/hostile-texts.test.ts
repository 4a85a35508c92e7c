import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as validate } from '../../src/cli/commands/validate.ts';
import { commandPlace } from '../cli/commands/command-place.ts';
import { codesAndPlaces, compileText, studyText } from '../plan/study-text.ts';

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

test.each([
  ['10 MB of comment', Buffer.alloc(10 * 2 ** 20, '#'), 'file-too-large 1:1'],
  ['10 MB of keys', Buffer.alloc(10 * 2 ** 20, 'a: 1\n'), 'file-too-large 1:1'],
  ['10 MB of zeros', Buffer.alloc(10 * 2 ** 20), 'file-too-large 1:1'],
  ['Latin-1', Buffer.from('study: small\ntitle: R\xe9nyi\n', 'latin1'), 'file-not-utf8 2:9'],
  ['UTF-16', Buffer.from('\ufeffstudy: small\n', 'utf16le'), 'file-not-utf8 1:1'],
  ['half a character', Buffer.from([...Buffer.from('title: '), 0xe6, 0x97]), 'file-not-utf8 1:8'],
])('a file of %s is one clear message, as a study and as a base', async (_, bytes, expected) => {
  const [code, place] = expected.split(' ');
  const { io, printed } = commandPlace({ 'study.yaml': 'study: s\nextends: ./odd.yaml\n' });
  writeFileSync(join(io.cwd, 'odd.yaml'), bytes);
  expect(await validate(['odd.yaml'], {}, io)).toBe(3);
  expect(printed.err.match(/^\S+: error\[.*?\]/gm)).toEqual([`odd.yaml:${place}: error[${code}]`]);
  printed.err = '';
  expect(await validate(['study.yaml'], { json: true }, io)).toBe(3);
  const { problems } = JSON.parse(printed.out.slice(printed.out.indexOf('{')));
  expect(problems.map((problem: { code: string }) => problem.code)).toEqual([code]);
});
