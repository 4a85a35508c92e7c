import { expect, test } from 'vitest';
import { type IndexEntry, renderIndex } from '../../reports/index-page.ts';

const holds = { word: 'holds', sign: '✓', style: 'good' } as const;
const fails = { word: 'fails', sign: '✗', style: 'bad' } as const;
const entry: IndexEntry = {
  study: 'a',
  title: '<b>A</b>',
  source: '',
  verdicts: [fails, holds, fails],
  facts: ['2 seeds'],
  page: 'a/report.html',
  picture: null,
};
const bare: IndexEntry = {
  ...entry,
  study: 'no-claims',
  title: '',
  verdicts: [],
  page: 'no-claims/report.html',
};

test('verdicts are counted, over all studies and in each; those that hold come first', () => {
  const page = renderIndex([{ title: 'Studies', entries: [entry, { ...entry, study: 'b' }] }]);
  const counts = [...page.matchAll(/<li class="(\w+)">.*?<b>(\d+)<\/b>/g)].map(([, style, count]) => [
    style,
    count,
  ]);
  expect(counts).toEqual([
    ['good', '2'],
    ['bad', '4'],
    ['good', '1'],
    ['bad', '2'],
    ['good', '1'],
    ['bad', '2'],
  ]);
});

test('texts are text; no script, and no request but for pictures', () => {
  const page = renderIndex([{ title: 'Studies', entries: [entry] }]);
  expect(page).toContain('&lt;b&gt;A&lt;/b&gt;');
  expect(page).not.toMatch(/<script|<b>A/);
  expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:");
});

test('studies without title, claims or picture are there; groups without studies are not', () => {
  const page = renderIndex([
    { title: 'Nothing here', entries: [] },
    { title: 'Studies', entries: [bare] },
  ]);
  expect(page).toContain('<a href="no-claims/report.html">no-claims</a>');
  expect(page).not.toContain('Nothing here');
  expect(page).not.toMatch(/<img|<li[ >]/);
});
