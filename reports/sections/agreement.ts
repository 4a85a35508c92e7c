import { html, type Markup } from '../html.ts';
import type { AgreementGroup, Conclusion, RankAgreement } from '../report-input.ts';
import { shortLabels } from './short-labels.ts';
import { verdictOf } from './verdict.ts';

/** Readings whose agreement stands pair by pair; of more, only those that agree least. */
const mostReadings = 12;
/** Pairs that are named where not all are. */
const mostPairs = 10;

/** Every claim judged by every estimator of its quantity, and how far these order the layers alike; nothing without two. */
export function agreementBlocks(groups: readonly AgreementGroup[]): Markup {
  if (groups.length === 0) return html``;
  return html`<div id="agreement"><h3>Which conclusions survive</h3>
<p class="lead">Quantities that this study estimates in more than one way, on the same layers. A conclusion worth keeping does not depend on the estimator.</p>
${groups.map(groupBlock)}</div>`;
}

function groupBlock(group: AgreementGroup): Markup {
  const { quantity, model, layers, conclusions } = group;
  return html`<div class="card"><h4>${quantity} of ${layers.join(', ')} in ${model}</h4>
${conclusions.length === 0 ? html`<p class="note">There is no claim about this quantity.</p>` : matrix(group)}
${ranks(group)}
${settings(group)}</div>`;
}

/** A row a conclusion, a column an estimator. */
function matrix({ readings, conclusions }: AgreementGroup): Markup {
  const heads = readings.map(
    ({ label, settings: how }) => html`<th scope="col" title="${how}">${label}</th>`,
  );
  const rows = conclusions.map(({ claims, statement, verdicts }) => {
    const { word, style } = survival(verdicts);
    const cells = verdicts.map((row) => {
      const verdict = verdictOf(row);
      const margin =
        typeof row.worst_margin === 'number' ? `, worst margin ${row.worst_margin.toFixed(3)}` : '';
      const cases = `${row.violations} of ${row.cases} cases broken${margin}`;
      return html`<td class="${verdict.style}" title="${cases}">${verdict.sign} ${verdict.word}</td>`;
    });
    return html`<tr><th scope="row" class="wrap"><b class="${style}">${word}</b>: ${statement} <small>(${claims.join(', ')})</small></th>${cells}</tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Verdicts by estimator"><table class="matrix"><thead><tr><th scope="col">conclusion</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

const saysSomething = new Set(['holds', 'fails', 'held-once', 'failed-once']);

/** Whether all readings that say something say the same. */
function survival(verdicts: Conclusion['verdicts']): { word: string; style: string } {
  const told = verdicts.filter(({ verdict }) => saysSomething.has(String(verdict)));
  const held = told.filter(({ verdict }) => verdict === 'holds' || verdict === 'held-once').length;
  if (told.length < 2) return { word: 'Cannot be compared', style: 'neutral' };
  if (held === told.length)
    return { word: `Survives: holds by all ${held} that say something`, style: 'good' };
  if (held === 0) return { word: `Fails by all ${told.length} that say something`, style: 'bad' };
  return { word: `Depends on the estimator: holds by ${held} of ${told.length}`, style: 'bad' };
}

function ranks({ readings, ranks: all }: AgreementGroup): Markup {
  const labels = readings.map(({ label }) => label);
  const table = labels.length > mostReadings ? leastAgreeing(all) : rankTable(labels, all);
  return html`<h5>Order of the layers</h5>
<p class="caption">Kendall's tau-b of the layers' values, mean over rows and trials: 1 is the same order, −1 the reverse order, 0 no order in common.</p>
${table}`;
}

/** The pairs that agree least, and where the others lie. */
function leastAgreeing(all: readonly RankAgreement[]): Markup {
  const known = all.flatMap((rank) => (rank.tau === null ? [] : [{ ...rank, tau: rank.tau }]));
  known.sort((a, b) => a.tau - b.tau);
  if (known.length === 0) return html`<p class="note">No two of them order the layers.</p>`;
  const middle = known[known.length >> 1]!.tau.toFixed(2);
  const rows = known
    .slice(0, mostPairs)
    .map(
      ({ first, second, tau }) =>
        html`<tr><th scope="row">${first}</th><td>${second}</td><td class="number">${tau.toFixed(2)}</td></tr>`,
    );
  return html`<p>Of ${known.length.toLocaleString('en')} pairs half agree by ${middle} or more. The ${rows.length} that agree least:</p>
<div class="scroll" tabindex="0" role="region" aria-label="Pairs that agree least"><table class="narrow"><thead><tr><th scope="col">estimator</th><th scope="col">and</th><th scope="col" class="number">tau-b</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function rankTable(labels: readonly string[], all: readonly RankAgreement[]): Markup {
  const cell = (a: string, b: string): Markup => {
    if (a === b) return html`<td class="number">–</td>`;
    const rank = all.find(
      (each) => [each.first, each.second].includes(a) && [each.first, each.second].includes(b),
    );
    return html`<td class="number">${rank?.tau == null ? '' : rank.tau.toFixed(2)}</td>`;
  };
  const short = shortLabels(labels);
  const rows = labels.map(
    (a, at) => html`<tr><th scope="row">${short[at]!}</th>${labels.map((b) => cell(a, b))}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rank agreement"><table class="narrow"><thead><tr><th scope="col"></th>${short.map((label) => html`<th scope="col" class="number reading">${label}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function settings({ readings }: AgreementGroup): Markup {
  const items = readings.map(({ label, settings: how }) => html`<li><b>${label}</b>: ${how}</li>`);
  return html`<details><summary>The ${readings.length} estimators and their settings</summary><ul class="scroll short" tabindex="0" aria-label="Settings">${items}</ul></details>`;
}
