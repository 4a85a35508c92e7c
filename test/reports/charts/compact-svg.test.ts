import { expect, test } from 'vitest';
import { compactSvg } from '../../../reports/charts/compact-svg.ts';

const wrapped = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" version="1.1" class="marks" width="30" height="20" viewBox="0 0 30 20">${inside}</svg>`;
const insideOf = (text: string) =>
  /^<svg[^>]*>(.*)<\/svg>$/.exec(compactSvg(wrapped(text), 'f-0', 'Font'))![1];

test('what cannot be seen is left out', () => {
  expect(insideOf('<path d="M0,0h1" fill="red" opacity="0"/>')).toBe('');
  expect(insideOf('<path class="background" aria-hidden="true" d="M0,0h9v9h-9Z"/>')).toBe('');
  expect(insideOf('<text x="1" opacity="0">a<tspan>b</tspan></text>')).toBe('');
  expect(insideOf('<path d="M1,2" fill="red" stroke-width="2" opacity="1"/>')).toBe(
    '<path d="M1,2" fill="red"/>',
  );
});

test('what can be seen stays', () => {
  for (const seen of [
    '<path class="background" d="M0,0h9v9h-9Z" fill="red"/>',
    '<path d="M1,2" stroke="red" stroke-width="2" opacity="0.5"/>',
    '<text x="1" font-family="Other">a</text>',
  ])
    expect(insideOf(seen)).toBe(seen);
});

test('hundredths of a pixel, tenths on long lines, ids of its own', () => {
  expect(insideOf('<path d="M1.23456,2" fill="url(#clip1)"/>')).toBe(
    '<path d="M1.23,2" fill="url(#f-0-clip1)"/>',
  );
  const long = Array.from({ length: 60 }, () => '1.23456,2').join('L');
  expect(insideOf(`<path d="M${long}" fill="red"/>`)).toContain('M1.2,2L1.2,2');
});
