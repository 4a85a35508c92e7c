import { expect, it } from 'vitest';
import { paintOf } from '../../../reports/print/paint.ts';

it.each([
  ['#abc', { colour: '#aabbcc', opacity: 1 }],
  ['#11223380', { colour: '#112233', opacity: 128 / 255 }],
  ['rgb(1, 2, 300)', { colour: '#0102ff', opacity: 1 }],
  ['rgba(0 50% 100% / 25%)', { colour: '#0080ff', opacity: 0.25 }],
  ['hsl(120, 100%, 25%)', { colour: '#008000', opacity: 1 }],
  ['hsl(0, 0%, 50%)', { colour: '#808080', opacity: 1 }],
  ['steelblue', { colour: 'steelblue', opacity: 1 }],
  ['lab(50% 1 1)', { colour: '#000000', opacity: 1 }],
  ['none', null],
  ['', null],
])('%s is %j', (text, paint) => {
  expect(paintOf(text)).toEqual(paint);
});
