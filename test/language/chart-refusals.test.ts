import { expect, test } from 'vitest';
import { compileOnDisk } from '../../src/compile/compile-on-disk.ts';
import { studyText } from '../plan/study-text.ts';
import { temporaryProject } from '../temporary-project.ts';

/** What is wrong with a chart of one line: code and place of each problem. */
async function refusals(vegaLite: string): Promise<string[]> {
  const chart = `  own: { kind: chart, estimators: [IXT], vegaLite: ${vegaLite} }\n`;
  const text = studyText.replace(/^reports:\n/m, `reports:\n${chart}`);
  expect(text).toContain(chart);
  const cwd = temporaryProject({ 'study.yaml': text });
  const { diagnostics } = await compileOnDisk({ path: 'study.yaml', cwd, store: `${cwd}/store` });
  const line = text.slice(0, text.indexOf(chart)).split('\n').length;
  return diagnostics.map(({ code, range, message }) => {
    expect(range.start.line).toBe(line);
    return `${code} ${text
      .split('\n')
      [line - 1]!.slice(range.start.column - 1)
      .slice(0, 12)} ${message}`;
  });
}

const encoding = 'encoding: { x: { field: epoch, type: quantitative } }';

test('a chart that Vega-Lite takes', async () => {
  expect(await refusals(`{ mark: line, ${encoding} }`)).toEqual([]);
  expect(
    await refusals(`{ transform: [{ calculate: datum.value * 2, as: b }], mark: line, ${encoding} }`),
  ).toEqual([]);
});

test.each([
  ['a bad mark', `{ mark: lien, ${encoding} }`, /there is no mark `lien`; there are arc, area/],
  ['a bad mark in a layer', `{ layer: [{ mark: { type: dot }, ${encoding} }] }`, /there is no mark `dot`/],
  ['a mark without a type', `{ mark: { tooltip: true }, ${encoding} }`, /there is no mark/],
  ['a list of marks', `{ mark: [line, point], ${encoding} }`, /there is no mark/],
] as const)('%s is told at the chart', async (_, chart, message) => {
  const found = await refusals(chart);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^value-not-allowed \{ (mark|layer)/);
  expect(found[0]).toMatch(message);
});

test.each([
  [
    'an expression that is none',
    `{ transform: [{ calculate: "datum.value * (", as: b }], mark: line, ${encoding} }`,
    /Unexpected end/,
  ],
  [
    'a function that there is not',
    `{ transform: [{ calculate: "nothing(datum.value)", as: b }], mark: line, ${encoding} }`,
    /nothing/,
  ],
  [
    'bins of a small step',
    `{ mark: line, encoding: { x: { field: epoch, bin: { step: 1e-9 } } } }`,
    /at least 0.001/,
  ],
])('%s is told where it stands', async (_, chart, message) => {
  const found = await refusals(chart);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^value-not-allowed (calculate|step):/);
  expect(found[0]).toMatch(message);
});
