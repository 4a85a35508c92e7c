import { claimUnit } from '../../src/table/claim-unit.ts';
import type { Row } from '../../src/table/columns.ts';
import { cellWords } from '../../src/table/setting-words.ts';
import { overallRows, verdictWords } from '../../src/table/verdict-words.ts';
import { html, type Markup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

/** A verdict as the page has it. */
export interface ShownVerdict {
  readonly word: string;
  readonly sign: string;
  /** Of a single trial with `once`, which is drawn apart. */
  readonly style: string;
}

const signs: Readonly<Record<string, readonly [sign: string, style: string]>> = {
  holds: ['✓', 'good'],
  fails: ['✗', 'bad'],
  'held-once': ['✓', 'good once'],
  'failed-once': ['✗', 'bad once'],
  unclear: ['?', 'unclear'],
  vacuous: ['○', 'neutral'],
};

/** The word for a claim's row, and how it is drawn. */
export function verdictOf(row: Row): ShownVerdict {
  const [sign, style] = signs[String(row.verdict)] ?? ['–', 'neutral'];
  return { word: verdictWords(row), sign, style };
}

/** The claims with their verdicts, a card each; nothing for a study without claims. */
export function claimsSection(input: ReportInput): Markup {
  const { claims } = input.tables;
  const over = overallRows(claims);
  if (over.length === 0) return html``;
  const once = over.some(({ verdict }) => verdict === 'held-once' || verdict === 'failed-once');
  const cards = over.map((row) =>
    claimCard(
      row,
      claims.filter((each) => each.claim === row.claim),
      input,
    ),
  );
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">Claims</h2>
<p class="lead">A claim holds where the 95 % interval of its margin over trials lies at or above 0, fails where it lies below 0, and is unclear otherwise. A margin says how far a case is from breaking its claim, and is negative when it breaks it. A claim is vacuous where all its values lie within the tolerance of each other, or of what they are compared with.</p>
${once ? html`<p class="note">One trial gives no verdict: such a claim only says what happened in this training. Several trials do: <code>--set 'matrix={seed: {range: [1, 5]}}'</code>.</p>` : null}
<div class="claims">${cards}</div>
</section>`;
}

/** What of a claim's settings says how it is judged. */
function rulesOf({ plan }: ReportInput, { claim }: Row) {
  const { on, violations, trials } = plan.claims.find((each) => each.name === claim)?.params ?? {};
  return {
    onMeans: on === 'mean',
    byPlaces: Number(violations ?? 0) > 0,
    byCount: typeof trials === 'number',
  };
}

function claimCard(row: Row, rows: readonly Row[], input: ReportInput): Markup {
  const verdict = verdictOf(row);
  const unit = unitOf(input, row);
  const { onMeans, byPlaces } = rulesOf(input, row);
  const several = Number(row.trials) > 1;
  // where places or trials are counted, a margin says nothing of the verdict
  const margin = typeof row.worst_margin === 'number' && !byPlaces ? signed(row.worst_margin, unit) : null;
  const interval =
    typeof row.low === 'number' && typeof row.high === 'number'
      ? html`<div><dt>${several ? (onMeans ? "the means' 95 % interval" : "mean of the trials' worst, 95 % interval") : 'the trend, 95 % interval'}</dt><dd>${signed(row.low)} to ${signed(row.high, unit)}</dd></div>`
      : html``;
  const settings = rows.filter((each) => each.trial === 'all' && each !== row);
  const trials = rows.filter((each) => each.trial !== 'all');
  return html`<article class="claim ${verdict.style}">
<header><h3>${row.claim as string}</h3><p class="verdict"><span aria-hidden="true">${verdict.sign}</span> ${verdict.word}</p></header>
<p class="statement">${wholeArrows(row.statement as string)}</p>
${row.where ? html`<p class="where">Against it: ${wholeArrows(row.where as string)}</p>` : null}
${row.doubts ? html`<p class="doubts"><b>In doubt:</b> ${row.doubts as string}</p>` : null}
<dl class="facts">
${margin === null ? null : html`<div><dt>worst margin</dt><dd>${margin}</dd></div>`}
<div><dt>violations</dt><dd>${row.violations as number} of ${row.cases as number} cases</dd></div>
${several ? html`<div><dt>trials that agree</dt><dd>${row.agreeing as number} of ${row.trials as number}</dd></div>` : null}
${interval}
</dl>
${settings.length > 0 ? rowList(settings, input, 'setting') : null}
${trials.length > 1 ? rowList(trials, input, 'trial') : null}
</article>`;
}

function rowList(rows: readonly Row[], input: ReportInput, what: 'setting' | 'trial'): Markup {
  const items = rows.map((row) => {
    const verdict = verdictOf(row);
    const margin = typeof row.worst_margin === 'number' ? signed(row.worst_margin, unitOf(input, row)) : '';
    const name = what === 'trial' ? String(row.trial) : settingOf(row, input.tables.axes);
    return html`<tr><th scope="row">${name}</th><td class="${verdict.style}">${verdict.sign} ${verdict.word}</td><td class="number">${row.violations as number} / ${row.cases as number}</td><td class="number">${margin}</td></tr>`;
  });
  const held = rows.filter(({ verdict }) => verdict === 'holds' || verdict === 'held-once').length;
  return html`<details><summary>${what === 'trial' ? `${held} of ${rows.length} trials agree with it` : `holds in ${held} of ${rows.length} settings`}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Verdict of each ${what}"><table><thead><tr><th scope="col">${what}</th><th scope="col">verdict</th><th scope="col" class="number">violations</th><th scope="col" class="number">worst margin</th></tr></thead><tbody>${items}</tbody></table></div></details>`;
}

/** The axes of a setting's row, such as `topology=deep`. */
function settingOf(row: Row, axes: readonly string[]): string {
  const own = axes.filter((axis) => row[axis] != null);
  return own.map((axis) => `${axis.split('.').at(-1)}=${cellWords(row[axis]!)}`).join(', ');
}

/** A number with its sign and at most three digits after the point. */
export function signed(value: number, unit = ''): string {
  const digits = Math.abs(value) < 0.001 && value !== 0 ? value.toExponential(1) : value.toFixed(3);
  return `${value > 0 ? '+' : ''}${digits.replace('-', '−')} ${unit}`.trimEnd();
}

/** The unit of a claim's margins. */
export function unitOf({ plan, tables }: Pick<ReportInput, 'plan' | 'tables'>, claim: Row): string {
  const { params = {}, trials } = plan.claims.find((each) => each.name === claim.claim) ?? {};
  return claimUnit(params, plan, tables.estimates, trials);
}

/** A text whose arrows (`C1 -> P1`) no line breaks in two. */
function wholeArrows(text: string): readonly Markup[] {
  return text
    .split('->')
    .map((part, at) => (at === 0 ? html`${part}` : html`<span class="arrow">-&gt;</span>${part}`));
}
