import { table } from 'arquero';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText } from '../../src/table/csv-text.ts';
import { tableOfRows } from '../../src/table/result-table.ts';

const columns = [
  { name: 'a, "b"', type: 'text' },
  { name: 'value', type: 'real' },
  { name: 'violated', type: 'boolean' },
] as const;

test.each([0, 1, 63, 64, 65, 500])('%i rows are what Arquero writes of arrays of them at once', (count) => {
  const text = fc.constantFrom('C1', 'one\ntwo', 'with "quotes"', 'a,b', '', null);
  const made = fc.sample(
    fc.record({
      'a, "b"': text,
      value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      violated: fc.option(fc.boolean()),
    }),
    { numRuns: count, seed: 7 },
  );
  const arrays = columns.map(({ name }) => [name, made.map((row) => row[name as 'value'])] as const);
  const wanted = table(
    Object.fromEntries(arrays),
    columns.map(({ name }) => name),
  ).toCSV();
  expect([...csvText(tableOfRows(columns, made))].join('')).toBe(wanted);
});

test('numbers are written as `String` writes them, infinite orders too', () => {
  const numbers = [0, -0, 1e21, 1e-7, 123456789.123, 5e-324, Number.MAX_VALUE, 0.1 + 0.2];
  const alphas = [1.01, Number.POSITIVE_INFINITY, null];
  const rows = numbers.map((value, i) => ({ alpha: alphas[i % 3]!, value }));
  const typed = ['alpha', 'value'].map((name) => ({ name, type: 'real' as const }));
  const lines = rows.map(({ alpha, value }) => `${alpha === null ? '' : String(alpha)},${value}\n`);
  expect([...csvText(tableOfRows(typed, rows))].join('')).toBe(`alpha,value\n${lines.join('')}`);
});
