import { expect, it } from 'vitest';
import { problem } from '../../src/diagnostic/diagnostic.ts';
import { formatDiagnostic } from '../../src/diagnostic/format-diagnostic.ts';
import { messageText } from '../../src/diagnostic/message-text.ts';
import { locate } from '../../src/diagnostic/position.ts';
import { hostile } from '../hardening/hostile-texts.ts';

const control = /[\p{Cc}\u2028\u202e]/u;

it('each line of a message is printable, and its lines stay', () => {
  const text = messageText(`a\u001b[2J\r\u0007\u009b31m\u202e${hostile.join(' ')}\n  b\u2028c`);
  expect(text.split('\n')).toHaveLength(1 + hostile.join(' ').split('\n').length);
  for (const line of text.split('\n')) expect(line).not.toMatch(control);
});

it('a line of a message is short, with its beginning and its end', () => {
  const text = messageText(`begin${'x'.repeat(60_000)}end\nsecond`);
  expect(text.length).toBeLessThan(1200);
  expect(text).toMatch(/^begin.*end\nsecond$/);
});

it('a diagnostic is short, however long the names in it are', () => {
  const name = 'n'.repeat(100_000);
  const text = `study: ${name}`;
  const range = locate(text).range(7, text.length);
  const at = { source: { name, text }, range };
  const drawn = formatDiagnostic(problem('name-invalid', at, '', name, name), { color: false });
  expect(drawn.length).toBeLessThan(5000);
});
