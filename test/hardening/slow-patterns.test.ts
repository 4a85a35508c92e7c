import { describe, expect, it } from 'vitest';
import { svgProblem } from '../../reports/charts/svg-problem.ts';
import { parseSvg } from '../../reports/print/svg-tree.ts';
import { shortStatement } from '../../reports/sections/verdict.ts';
import { csvCell } from '../../runner/readers/csv-cell.ts';
import { formatYaml } from '../../src/document/format-yaml.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { studyOrder } from '../../src/spec/study-order.ts';
import { codesAndPlaces, compileText, studyText } from '../plan/study-text.ts';

/** Letters with which work in proportion to their square takes longer than a test may. */
const many = 300_000;
const run = (part: string) => part.repeat(many);

/** Work of built-in functions cannot be counted: where a pattern looked at a text again from each of its letters these tests would not end in their time. */
describe('no text makes a pattern slow', () => {
  const codes = (text: string) => codesAndPlaces(compileText(text)).map((one) => one.split(' ')[0]);

  it('names of anchors before a list', () => {
    const text = `${studyText}matrix:\n  estimators.IXT: ${'&a'.repeat(60)}\n    - { kind: matrix-renyi }\n`;
    expect(codes(text)).toContain('key-missing');
  });

  it('colons in a key', () => {
    const text = studyText.replace('  IXT: {', `  IXT: { a${':a'.repeat(many / 2)}: 1,`);
    expect(codes(text)).toEqual(['key-unknown']);
  });

  it('brackets in a value', () => {
    const text = studyText.replace('quantity: I(X;T)', `quantity: "${run('(')})"`);
    expect(codes(text)).toContain('value-not-allowed');
  });

  it('lines in a comment', () => {
    const formatted = formatYaml(
      { name: 'a.yaml', text: `${studyText}# a\n${run('\n')}# b\n` },
      studyOrder(loadCatalog()),
    );
    expect(formatted).toHaveProperty('text');
  });

  it('digits in a cell', () => {
    expect(csvCell(`${run('1')}x`)).toBe(`${run('1')}x`);
    expect(csvCell('12.')).toBe(12);
    expect(csvCell('1.5e3')).toBe(1500);
  });

  it('letters, blanks and brackets in a drawing', () => {
    const drawn = (value: string) => `<svg><path d="M0,0" font-family="${value}"/></svg>`;
    expect(svgProblem(drawn(run('a')))).toBeNull();
    expect(svgProblem(drawn(`a${run(' ')}b`))).toBeNull();
    expect(svgProblem(drawn(run('rgb(')))).toBeNull();
    expect(parseSvg(`<svg><path ${run('a')} d="M0,0"/></svg>`).children).toHaveLength(1);
  });

  it('the end of a statement', () => {
    const text = `${'(holds in 1 of 2 settings'.repeat(many / 25)} `;
    expect(shortStatement({ claim: 'c', statement: text })).toHaveLength(1);
  });
});
