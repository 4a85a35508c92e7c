import type { Row } from '../../src/table/columns.ts';
import { lossUnit } from '../../src/table/loss-unit.ts';
import { html, type Markup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

/** A verdict as the page has it. */
export interface Verdict {
  readonly word: string;
  readonly sign: string;
  readonly style: 'good' | 'bad' | 'neutral';
}

/** The word for a claim's row: holds, fails, vacuous, or no data. */
export function verdictOf(row: Row): Verdict {
  if (row.vacuous === true) return { word: 'vacuous', sign: '○', style: 'neutral' };
  if (row.holds === true) return { word: 'holds', sign: '✓', style: 'good' };
  if (row.holds === false) return { word: 'fails', sign: '✗', style: 'bad' };
  return { word: 'no data', sign: '–', style: 'neutral' };
}

/** The claims with their verdicts, a card each; nothing for a study without claims. */
export function claimsSection(input: ReportInput): Markup {
  const { claims } = input.tables;
  const over = claims.filter((row) => row.trial === 'all');
  if (over.length === 0) return html``;
  const cards = over.map((row) =>
    claimCard(
      row,
      claims.filter((each) => each.claim === row.claim && each.trial !== 'all' && Number(each.cases) > 0),
      unitOf(input, row),
      isOnMeans(input, row),
    ),
  );
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">Claims</h2>
<p class="lead">A margin says how far a case is from breaking its claim, and is negative when it breaks it. A claim is vacuous where all its values lie within the tolerance of each other, or of what they are held against.</p>
<div class="claims">${cards}</div>
</section>`;
}

/** Whether a claim is judged on the mean over the seeds; its interval is that of the worst margin itself then. */
function isOnMeans({ plan }: ReportInput, claim: Row): boolean {
  return plan.claims.find((each) => each.name === claim.claim)?.params.on === 'mean';
}

function claimCard(row: Row, trials: readonly Row[], unit: string, onMeans: boolean): Markup {
  const verdict = verdictOf(row);
  const margin = typeof row.worst_margin === 'number' ? signed(row.worst_margin, unit) : 'none';
  const interval =
    typeof row.low === 'number' && typeof row.high === 'number'
      ? html`<div><dt>${onMeans ? 'its 95 % interval over seeds' : "mean of the trials' worst, 95 % interval"}</dt><dd>${signed(row.low)} to ${signed(row.high, unit)}</dd></div>`
      : html``;
  return html`<article class="claim ${verdict.style}">
<header><h3>${row.claim as string}</h3><p class="verdict"><span aria-hidden="true">${verdict.sign}</span> ${verdict.word}</p></header>
<p class="statement">${row.statement as string}</p>
<dl class="facts">
<div><dt>worst margin</dt><dd>${margin}</dd></div>
<div><dt>violations</dt><dd>${row.violations as number} of ${row.cases as number} cases</dd></div>
${interval}
</dl>
${trials.length > 1 ? trialList(trials, unit) : null}
</article>`;
}

function trialList(trials: readonly Row[], unit: string): Markup {
  const items = trials.map((trial) => {
    const verdict = verdictOf(trial);
    const margin = typeof trial.worst_margin === 'number' ? signed(trial.worst_margin, unit) : '';
    return html`<tr><th scope="row">${trial.trial as string}</th><td class="${verdict.style}">${verdict.sign} ${verdict.word}</td><td class="number">${trial.violations as number} / ${trial.cases as number}</td><td class="number">${margin}</td></tr>`;
  });
  const held = trials.filter((trial) => trial.holds === true).length;
  return html`<details><summary>${held} of ${trials.length} trials hold</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Verdict of each trial"><table><thead><tr><th scope="col">trial</th><th scope="col">verdict</th><th scope="col">violations</th><th scope="col">worst margin</th></tr></thead><tbody>${items}</tbody></table></div></details>`;
}

/** A number with its sign and at most three digits after the point. */
export function signed(value: number, unit = ''): string {
  const digits = Math.abs(value) < 0.001 && value !== 0 ? value.toExponential(1) : value.toFixed(3);
  return `${value > 0 ? '+' : ''}${digits.replace('-', '−')} ${unit}`.trimEnd();
}

/** The unit of a claim's margins. */
export function unitOf({ plan, tables }: Pick<ReportInput, 'plan' | 'tables'>, claim: Row): string {
  const { params = {}, trials } = plan.claims.find((each) => each.name === claim.claim) ?? {};
  const { estimator, table, value } = params;
  if (table === 'training') return value === 'loss' ? lossUnit(plan, { ...params, trials }) : '';
  const row = tables.estimates.find((each) => each.estimator === estimator);
  return String(row?.unit ?? '');
}
