import { html, type Markup } from '../html.ts';
import type { AgreementGroup, Conclusion, RankAgreement } from '../report-input.ts';
import { verdictOf } from './claims.ts';

/** Every claim judged by every estimator of its quantity, and how far these order the layers alike; nothing without two. */
export function agreementSection(groups: readonly AgreementGroup[]): Markup {
  if (groups.length === 0) return html``;
  return html`<section id="agreement" aria-labelledby="agreement-title">
<h2 id="agreement-title">Which conclusions survive</h2>
<p class="lead">Quantities that this study estimates in more than one way, on the same layers. A conclusion worth keeping does not depend on the estimator.</p>
${groups.map(groupBlock)}
</section>`;
}

function groupBlock(group: AgreementGroup): Markup {
  const { quantity, model, layers, readings, conclusions, ranks } = group;
  const conclusionBlocks =
    conclusions.length === 0
      ? html`<p class="note">There is no claim about this quantity.</p>`
      : conclusions.map((conclusion) => conclusionBlock(conclusion, group));
  return html`<div class="card"><h3>${quantity} of ${layers.join(', ')} in ${model}</h3>
${conclusionBlocks}
<h4>Order of the layers</h4>
<p class="caption">Kendall's tau-b of the layers' values, mean over rows and trials: 1 is the same order, -1 the reverse order, 0 no order in common.</p>
${rankTable(
  readings.map(({ label }) => label),
  ranks,
)}</div>`;
}

function conclusionBlock({ claims, statement, verdicts }: Conclusion, { readings }: AgreementGroup): Markup {
  const rows = verdicts.map((row, at) => {
    const verdict = verdictOf(row);
    const margin = typeof row.worst_margin === 'number' ? row.worst_margin.toFixed(3) : '';
    return html`<tr><td class="${verdict.style}">${verdict.sign} ${verdict.word}</td><th scope="row">${readings[at]!.label}<br><small>${readings[at]!.settings}</small></th><td class="number">${row.violations as number} / ${row.cases as number}</td><td class="number">${margin}</td></tr>`;
  });
  const { word, style } = survival(verdicts);
  return html`<p class="statement"><b class="${style}">${word}</b>: ${statement} <small>(${claims.join(', ')})</small></p>
<div class="scroll" tabindex="0" role="region" aria-label="Verdicts by estimator: ${claims.join(', ')}"><table><thead><tr>${['verdict', 'estimator'].map((head) => html`<th scope="col">${head}</th>`)}${['violations', 'worst margin'].map((head) => html`<th scope="col" class="number">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
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

function rankTable(labels: readonly string[], ranks: readonly RankAgreement[]): Markup {
  const cell = (a: string, b: string): Markup => {
    if (a === b) return html`<td class="number">–</td>`;
    const rank = ranks.find(
      (each) => [each.first, each.second].includes(a) && [each.first, each.second].includes(b),
    );
    return html`<td class="number">${rank?.tau == null ? '' : rank.tau.toFixed(2)}</td>`;
  };
  const rows = labels.map((a) => html`<tr><th scope="row">${a}</th>${labels.map((b) => cell(a, b))}</tr>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rank agreement"><table><thead><tr><th scope="col"></th>${labels.map((label) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
