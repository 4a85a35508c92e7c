import type { Row } from '../../src/table/columns.ts';
import { html, type Markup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';
import { marginPlot } from './margin-plot.ts';
import {
  claimAnchor,
  noneHolds,
  settingOf,
  shortStatement,
  signed,
  unitOf,
  verdictOf,
  wholeArrows,
  worstFirst,
} from './verdict.ts';

/** Rows of a claim's settings or trials in the page. */
const mostRows = 200;

/** The claims as one table, what fails first; a row opens. Nothing for a study without claims. */
export function claimsSection(input: ReportInput): Markup {
  const { claims } = input.tables;
  const over = worstFirst(claims);
  if (over.length === 0) return html``;
  const once = over.some(({ verdict }) => verdict === 'held-once' || verdict === 'failed-once');
  const rows = over.map((row) =>
    claimRow(
      row,
      claims.filter((each) => each.claim === row.claim),
      input,
    ),
  );
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">Claims</h2>
<div class="card claims">
<p class="claim-heads" aria-hidden="true"><span>verdict</span><span>claim</span><span>broken</span><span>margins, by trial</span></p>
${rows}
</div>
${once ? html`<p class="note">One trial gives no verdict: such a claim only says what happened in this training. Several trials do: <code>--set 'matrix={seed: {range: [1, 5]}}'</code>.</p>` : null}
<details class="note"><summary>How claims are judged</summary><p>In the last column a dot is a trial, the bar is the 95 % interval, and what lies to the left of the line breaks the claim. A margin says how far a case is from breaking its claim; it is negative when the case breaks it. A claim holds where the 95 % interval of its margin over trials lies at or above 0, fails where it lies below 0, and is unclear otherwise. It is vacuous where all its values lie within the tolerance of each other, or of what they are compared with.</p></details>
</section>`;
}

/** What of a claim's settings says how it is judged. */
function rulesOf({ plan }: ReportInput, { claim }: Row) {
  const { on, violations } = plan.claims.find((each) => each.name === claim)?.params ?? {};
  return { onMeans: on === 'mean', allowed: typeof violations === 'number' ? violations : 0 };
}

function claimRow(row: Row, rows: readonly Row[], input: ReportInput): Markup {
  const verdict = verdictOf(row, input.lock);
  const unit = unitOf(input, row);
  const { allowed } = rulesOf(input, row);
  const settings = rows.filter((each) => each.trial === 'all' && each !== row);
  const trials = rows.filter((each) => each.trial !== 'all');
  const doubted = row.doubts ? html` <span class="doubt">in doubt</span>` : null;
  return html`<details class="claim ${verdict.style}" id="${claimAnchor(row)}">
<summary><span class="verdict"><span aria-hidden="true">${verdict.sign}</span> ${verdict.word}${doubted}</span>
<span class="statement">${shortStatement(row)}${noneHolds(row, unit)} <span class="name">${row.claim as string}</span></span>
<span class="broken">${row.violations as number} of ${row.cases as number}${allowed > 0 ? html`<small>${percent(allowed)} allowed</small>` : null}</span>
${(allowed > 0 ? null : marginPlot(row, trials, unit)) ?? html`<span></span>`}</summary>
${claimBody(row, { settings, trials }, input)}
</details>`;
}

/** What a row shows when it is opened: where the claim breaks, what is in doubt, its numbers, its settings and trials, its figure. */
function claimBody(
  row: Row,
  { settings, trials }: { readonly settings: readonly Row[]; readonly trials: readonly Row[] },
  input: ReportInput,
): Markup {
  const { allowed } = rulesOf(input, row);
  const unit = unitOf(input, row);
  // where places are counted, a margin says nothing of the verdict
  const margin =
    typeof row.worst_margin === 'number' && allowed === 0 ? signed(row.worst_margin, unit) : null;
  const figures = figuresOf(row, input);
  return html`<div class="claim-body">
${settings.length > 0 ? html`<p>${wholeArrows(String(row.statement ?? ''))}</p>` : null}
${row.where ? html`<p class="where"><b>Against it:</b> ${wholeArrows(row.where as string)}</p>` : null}
${row.doubts ? html`<p class="doubts"><b>In doubt:</b> ${row.doubts as string}</p>` : null}
<dl class="facts">
${margin === null ? null : html`<div><dt>worst margin</dt><dd>${margin}</dd></div>`}
<div><dt>violations</dt><dd>${row.violations as number} of ${row.cases as number} cases</dd></div>
${Number(row.trials) > 1 ? html`<div><dt>trials that agree</dt><dd>${row.agreeing as number} of ${row.trials as number}</dd></div>` : null}
${intervalOf(row, input)}
</dl>
${settings.length > 0 ? html`${settingStrip(settings, input)}${rowTable(settings, input, 'setting')}` : null}
${trials.length > 1 ? rowTable(trials, input, 'trial') : null}
<p class="links">${figures.map((name) => html`<a href="#figure-${name}">Figure ${name}</a> `)}<a href="#${claimAnchor(row)}">Link to this claim</a></p>
</div>`;
}

function intervalOf(row: Row, input: ReportInput): Markup | null {
  if (typeof row.low !== 'number' || typeof row.high !== 'number') return null;
  const several = Number(row.trials) > 1;
  const of = rulesOf(input, row).onMeans
    ? "the means' 95 % interval"
    : "mean of the trials' worst, 95 % interval";
  const unit = unitOf(input, row);
  return html`<div><dt>${several ? of : 'the trend, 95 % interval'}</dt><dd>${signed(row.low)} to ${signed(row.high, unit)}</dd></div>`;
}

/** A tile for each setting in the colour of its verdict. */
function settingStrip(settings: readonly Row[], { tables, lock }: ReportInput): Markup {
  const tiles = settings.map((row) => {
    const { sign, word, style } = verdictOf(row, lock);
    return html`<li class="${style}" title="${settingOf(row, tables.axes)}: ${word}">${sign}</li>`;
  });
  return html`<ul class="strip" aria-hidden="true">${tiles}</ul>`;
}

function rowTable(rows: readonly Row[], input: ReportInput, what: 'setting' | 'trial'): Markup {
  const held = rows.filter(holds).length;
  // what speaks against the claim is never among those that are left out before what speaks for it
  const shown =
    rows.length <= mostRows
      ? rows
      : [...rows.filter((row) => !holds(row)), ...rows.filter(holds)].slice(0, mostRows);
  const left = rows.length - shown.length;
  const more =
    left === 0
      ? null
      : html`<p class="note">${shown.length} of ${rows.length.toLocaleString('en')} ${what}s, those that break it first; all are in the claims table of the run's folder.</p>`;
  const items = shown.map((row) => {
    const verdict = verdictOf(row, input.lock);
    const margin = typeof row.worst_margin === 'number' ? signed(row.worst_margin, unitOf(input, row)) : '';
    const name = what === 'trial' ? String(row.trial) : settingOf(row, input.tables.axes);
    return html`<tr><th scope="row">${name}</th><td class="${verdict.style}">${verdict.sign} ${verdict.word}</td><td class="number">${row.violations as number} / ${row.cases as number}</td><td class="number">${margin}</td></tr>`;
  });
  return html`<details class="by-${what}"><summary>${what === 'trial' ? `${held} of ${rows.length} trials agree with it` : `holds in ${held} of ${rows.length} settings`}</summary>
<div class="scroll short" tabindex="0" role="region" aria-label="Verdict of each ${what}"><table><thead><tr><th scope="col">${what}</th><th scope="col">verdict</th><th scope="col" class="number">violations</th><th scope="col" class="number">worst margin</th></tr></thead><tbody>${items}</tbody></table></div>${more}</details>`;
}

function holds({ verdict }: Row): boolean {
  return verdict === 'holds' || verdict === 'held-once';
}

/** Names of the figures that show what a claim is about: its estimator, or how the training went. */
function figuresOf({ claim }: Row, { plan, figures }: ReportInput): string[] {
  const { estimator, table } = plan.claims.find((each) => each.name === claim)?.params ?? {};
  const shown = plan.reports.filter(({ kind, params }) => {
    if (table === 'training') return kind === 'training-curves' || kind === 'accuracies';
    const read = ['estimators', 'estimator', 'x', 'y', 'pairs', 'single'].flatMap((key) => params[key] ?? []);
    return read.includes(estimator ?? null);
  });
  return shown.map(({ name }) => name).filter((name) => figures.some(({ id }) => id === name));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
