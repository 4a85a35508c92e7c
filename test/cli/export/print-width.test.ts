import { expect, it } from 'vitest';
import { printWidth } from '../../../src/cli/export/print-width.ts';

it.each([
  ['8.5cm', (8.5 / 2.54) * 72],
  ['85mm', (8.5 / 2.54) * 72],
  ['3.35in', 3.35 * 72],
  [' 241 pt ', 241],
  ['3cm', (3 / 2.54) * 72],
  ['100cm', (100 / 2.54) * 72],
])('%s', (text, points) => {
  expect(printWidth(text)).toBeCloseTo(points, 9);
});

it.each(['8.5', 'cm', '8,5cm', '2.9cm', '101cm', '-8cm', '8.5px', '1e9cm', '8cm 9cm', 'NaNcm', ''])(
  'refuses %j',
  (text) => {
    expect(printWidth(text)).toBeNull();
  },
);
