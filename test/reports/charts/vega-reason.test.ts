import { expect, test } from 'vitest';
import { vegaReason } from '../../../reports/charts/vega-reason.ts';

test('a reason is Vega’s own words, short; a slip of its code is said to be one', () => {
  expect(vegaReason(new Error('Invalid SVG path'))).toBe('Invalid SVG path');
  expect(vegaReason('no scale')).toBe('no scale');
  expect(vegaReason(new Error('a'.repeat(1000)))).toHaveLength(300);
  expect(vegaReason(new TypeError('x is null'))).toMatch(/an error of its own \(x is null\)/);
});
