import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sourceFiles } from './sources.ts';

/** What starts a process or a thread; an `error` of theirs that nobody hears ends the program. */
const starts = /\b(?:spawn|fork)\(|new (?:Worker|Piscina)\b/;

test('whoever starts a process, a thread or a pool hears of its errors', () => {
  const starting = sourceFiles()
    .filter((path) => /^(?:src|runner|reports)\//.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(
      ({ text }) => starts.test(text) && /node:child_process|node:worker_threads|from 'piscina'/.test(text),
    );
  expect(starting.length).toBeGreaterThan(5);
  const deaf = starting.filter(({ text }) => !/\.(?:on|once)\(\s*'error'/.test(text));
  expect(deaf.map(({ path }) => path)).toEqual([]);
});
