import { describe, expect, test } from 'vitest';
import { type Diagnostic, problem } from '../../src/diagnostic/diagnostic.ts';
import { formatDiagnostic } from '../../src/diagnostic/format-diagnostic.ts';
import { locate } from '../../src/diagnostic/position.ts';
import { toJson } from '../../src/diagnostic/to-json.ts';

/** A diagnostic at the place that `«` and `»` mark in a text. */
function marked(text: string, hint?: string): Diagnostic {
  const start = text.indexOf('«');
  const end = text.indexOf('»') - 1;
  const plain = text.replace(/[«»]/g, '');
  const origin = { source: { name: 'a.yaml', text: plain }, range: locate(plain).range(start, end) };
  return problem('key-unknown', origin, 'a.b', 'there is no such key', hint);
}

const lines = (text: string, hint?: string) =>
  formatDiagnostic(marked(text, hint), { color: false }).split('\n');

describe('formatDiagnostic', () => {
  test('says place, code, message, line with carets, and hint', () => {
    expect(lines('study: x\n  «titel»: y\n', 'did you mean `title`?')).toEqual([
      'a.yaml:2:3: error[key-unknown]: there is no such key',
      '  2 |   titel: y',
      '    |   ^^^^^',
      '  hint: did you mean `title`?',
    ]);
  });

  test('shows one caret for a place without width', () => {
    expect(lines('a: «»b')[2]).toBe('    |    ^');
  });

  test('marks the first line of a longer stretch', () => {
    expect(lines('a: «b:\n  c: d»\n').slice(1, 3)).toEqual(['  1 | a: b:', '    |    ^^']);
  });

  test.each([
    ['a tab counts as two columns', '\t«x»: 1', '  x: 1', '  ^'],
    ['East Asian characters are two columns wide', '名前: «値段»', '名前: 値段', '      ^^^^'],
    ['emoji are two columns wide', '🧠: «x»', '🧠: x', '    ^'],
    ['combining marks have no width', 'e\u0301e\u0301: «x»', 'e\u0301e\u0301: x', '    ^'],
  ])('%s', (_, text, code, carets) => {
    expect(lines(text).slice(1, 3)).toEqual([`  1 | ${code}`, `    | ${carets}`]);
  });

  test('cuts a very long line to the part around the place', () => {
    const [, code, carets] = lines(`${'a'.repeat(500)}«bad»${'c'.repeat(500)}`);
    expect(code!.length).toBeLessThan(140);
    expect(code!.slice(carets!.indexOf('^'), carets!.lastIndexOf('^') + 1)).toBe('bad');
  });

  test('lets no control character of the study through', () => {
    const red = '\u001b[31m';
    const text = formatDiagnostic(
      { ...marked(`${red}«x»: \u202e1`), message: `no ${red}` },
      { color: false },
    );
    expect(['\u001b', '\u202e'].filter((mark) => text.includes(mark))).toEqual([]);
  });

  test('colours only when asked to', () => {
    expect(formatDiagnostic(marked('«x»'), { color: true })).toContain('\u001b[31m');
    expect(formatDiagnostic(marked('«x»'), { color: false })).not.toContain('\u001b');
  });
});

test('toJson gives lines and columns from 1, the end exclusive', () => {
  expect(toJson(marked('study: x\n  «titel»: y\n'))).toEqual({
    code: 'key-unknown',
    severity: 'error',
    file: 'a.yaml',
    line: 2,
    column: 3,
    endLine: 2,
    endColumn: 8,
    path: 'a.b',
    message: 'there is no such key',
    hint: null,
  });
});
