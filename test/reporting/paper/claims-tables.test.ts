import { describe, expect, it } from 'vitest';
import { claimsLatex, claimsMarkdown } from '../../../runner/reporting/paper/claims-tables.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';

const { plan, tables } = syntheticRun({ seeds: 3 });
const [first] = plan.claims;
const row = {
  ...tables.claims.findLast(({ claim }) => claim === first!.name)!,
  ...{
    verdict: 'fails',
    violations: 2,
    cases: 15,
    agreeing: 1,
    trials: 3,
    worst_margin: -0.5,
    low: -0.75,
    high: -0.25,
  },
};
const tablesOf = (statement: string) => ({ ...tables, claims: [{ ...row, statement }] });

describe('claims as a table', () => {
  it('of LaTeX have a line each, of as many cells as columns, escaped', () => {
    const lines = claimsLatex(plan, tablesOf('a_1 & b -> c')).split('\n');
    const body = lines.slice(lines.indexOf('\\midrule') + 1, lines.indexOf('\\bottomrule'));
    expect(body).toHaveLength(1);
    expect(
      body[0]!
        .replace(/ \\\\$/, '')
        .split(/(?<!\\) & /)
        .slice(1),
    ).toEqual([
      ...['a\\_1 \\& b $\\to$ c', 'fails', '2 of 15', '1 of 3', '$-$0.500 bits', '$-$0.750 to $-$0.250 bits'],
    ]);
    const [, columns] = /\\begin\{tabular\}\{(.*)\}$/m.exec(lines.join('\n'))!;
    expect(columns!.replace(/p\{[^}]*\}/, 'p').match(/[lpr]/g)).toHaveLength(7);
  });

  it('of Markdown have as many cells as heads, whatever the statement', () => {
    const lines = claimsMarkdown(plan, tablesOf('a | b\n*c* <d>')).trim().split('\n');
    for (const line of lines) expect(line.split(/(?<!\\)\|/)).toHaveLength(9);
    expect(lines[2]).toContain('a \\| b \\*c\\* \\<d\\>');
  });

  it('say no margin where places are counted, and no share of trials of a single one', () => {
    const counted = {
      ...plan,
      claims: plan.claims.map((claim) => ({ ...claim, params: { ...claim.params, violations: 0.1 } })),
    };
    const single = { ...tables, claims: [{ ...row, trials: 1, low: null, high: null }] };
    const cells = claimsMarkdown(counted, single).trim().split('\n')[2]!.split(' | ');
    expect(cells.slice(3)).toEqual(['2 of 15', '', '', ' |']);
  });
});
