import { signed, unitOf } from '../../../reports/sections/verdict.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import type { Row, RunTables } from '../../../src/table/columns.ts';
import { overallRows, verdictWords } from '../../../src/table/verdict-words.ts';
import { latexText } from './latex-text.ts';
import { markdownText } from './sentence.ts';

const heads = ['Claim', 'Statement', 'Verdict', 'Broken', 'Agreeing', 'Worst margin', '95 % interval'];

/** Columns of numbers, which stand to the right. */
const numbers = 4;

/**
 * The verdict of each claim over all settings, in the study's order: name, statement, verdict, comparisons that break it of all, trials that
 * agree of all, worst margin and the interval that judges, both with the unit of the quantity.
 */
function claimLines(plan: Plan, tables: RunTables): string[][] {
  return overallRows(tables.claims).map((row) => [
    String(row.claim),
    String(row.statement ?? ''),
    verdictWords(row),
    shareOf(row.violations, row.cases),
    Number(row.trials) > 1 ? shareOf(row.agreeing, row.trials) : '',
    ...margins(row, plan, tables),
  ]);
}

/** Where places are counted, the worst margin says nothing of the verdict. */
function margins(row: Row, plan: Plan, tables: RunTables): [string, string] {
  const { violations } = plan.claims.find(({ name }) => name === row.claim)?.params ?? {};
  const unit = unitOf({ plan, tables }, row);
  const { worst_margin: worst, low, high } = row;
  return [
    typeof worst === 'number' && !(Number(violations ?? 0) > 0) ? signed(worst, unit) : '',
    typeof low === 'number' && typeof high === 'number' ? `${signed(low)} to ${signed(high, unit)}` : '',
  ];
}

function shareOf(part: Row[string] | undefined, whole: Row[string] | undefined): string {
  return part == null || whole == null ? '' : `${part} of ${whole}`;
}

/** The claims as a `tabular` of LaTeX, which needs the package booktabs. */
export function claimsLatex(plan: Plan, tables: RunTables): string {
  const columns = `@{}lp{0.3\\linewidth}l${'r'.repeat(numbers)}@{}`;
  const line = (cells: readonly string[]) => `${cells.map(latexText).join(' & ')} \\\\`;
  return [
    '% \\usepackage{booktabs}',
    `\\begin{tabular}{${columns}}`,
    '\\toprule',
    line(heads),
    '\\midrule',
    ...claimLines(plan, tables).map(line),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

/** The claims as a table of Markdown. */
export function claimsMarkdown(plan: Plan, tables: RunTables): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, i) => (i < heads.length - numbers ? '---' : '---:'));
  return [
    line(heads),
    line(rule),
    ...claimLines(plan, tables).map((cells) => line(cells.map(markdownText))),
    '',
  ].join('\n');
}
