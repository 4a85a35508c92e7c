import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latexText } from '../../../runner/reporting/paper/latex-text.ts';

describe('latexText', () => {
  it.each([
    ['50 % of $x_1 & #2 {a}', '50 \\% of {\\$}x\\_1 \\& \\#2 \\{a\\}'],
    ['a\\b ~ ^', 'a\\textbackslash{}b \\textasciitilde{} \\textasciicircum{}'],
    ['C1 -> P1 → F1', 'C1 $\\to$ P1 $\\to$ F1'],
    ['αβ ≥ 2σ², −1$β', '$\\alpha\\beta$ $\\geq$ 2$\\sigma^2$, $-$1{\\$}$\\beta$'],
    ['Príncipe, Wickstrøm, Stögbauer, Çelik', 'Pr\\\'{\\i}ncipe, Wickstr\\o{}m, St\\"{o}gbauer, \\c{C}elik'],
    ['--jobs --- x', '-{}-jobs -{}-{}- x'],
    ['2278–2324', '2278--2324'],
    ['层 x', '[U+5C42] x'],
    ['one\n\ttwo', 'one two'],
    ['a\u202eb\u0007c', 'abc'],
  ])('%j', (text, latex) => {
    expect(latexText(text)).toBe(latex);
  });

  it('gives plain ASCII in which no sign of LaTeX stands bare', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const latex = latexText(text).replaceAll('\\$', '');
        expect(latex).toMatch(/^[\x20-\x7e]*$/);
        let depth = 0;
        for (const sign of latex.replaceAll(/\\[{}&#_%]/g, '')) {
          depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
        expect(latex.replaceAll(/\\[%&#_]/g, '')).not.toMatch(/[%&#]/);
        expect((latex.match(/\$/g) ?? []).length % 2).toBe(0);
      }),
    );
  });
});
